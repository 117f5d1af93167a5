package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db/dbtest"
)

// TestWhatWasTypedIsNotLost: a page left by mistake, another language, no network and an ended session all give back what
// was typed; once it has arrived, the form is empty again, and whoever signs in next in the same window finds nothing.
func TestWhatWasTypedIsNotLost(t *testing.T) {
	t.Parallel()
	s := &story{house: newHouse(t, dbtest.SQLite(t), "2021-06-28 09:00"), t: t, window: phone}
	s.hire(accounts.Person{Login: "liaison", Name: "罗静", Role: cases.RoleLiaison})
	s.hire(accounts.Person{Login: "other", Name: "何燕", Role: cases.RoleLiaison})
	s.enrols(firm, "liaison")
	p := s.signedIn(t, "liaison", phone)
	p.goes("/file").follows(firm).fills("诉求类别", "道路修复").fills("诉求标题", title).fills("诉求内容", "路面塌陷约两米。")
	filing := p.place

	p.goes("/my").goes(filing).reads("已恢复").holds(title)
	p.speaks("en").holds(title).speaks("zh").holds(title)

	p.network(true).opens("", "提交诉求").holds(title).reads("网络已断开").network(false)

	p.signedOutElsewhere().refused(401).presses("提交诉求").reads("请先登录").refused(0)
	p.followsIn("main", "登录").fills("用户名", "liaison").fills("密码", password).presses("登录")
	if p.place != filing {
		p.fatalf("the sign-in leads to %s, not back to the form at %s", p.place, filing)
	}
	p.reads("已恢复").holds(title).presses("提交诉求").reads("已完成", title)

	p.goes(filing).readsNot("已恢复").holds("").fills("诉求标题", "另一件事")
	p.goes("/my").goes(filing).holds("另一件事").opens("", "清除").holds("").goes("/my").goes(filing).readsNot("已恢复")

	p.fills("诉求标题", "别人不该看到").goes("/my").opens("header", "账户菜单").presses("退出登录")
	if kept := ask[int](p, "(() => sessionStorage.length)"); kept != 0 {
		t.Errorf("%d drafts stay in the window of somebody who signed out", kept)
	}
}

// holds fails unless the title's field of the form holds a text.
func (p *person) holds(text string) *person {
	p.t.Helper()
	if got := ask[string](p, `(() => document.querySelector("[name=title]").value)`); got != text {
		p.fatalf("the title's field holds “%s”, not “%s”", got, text)
	}
	return p
}

// network takes the network of the window away, or gives it back.
func (p *person) network(gone bool) *person {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: gone})
		return err
	}))
	return p
}

// signedOutElsewhere ends the session without a word to the page.
func (p *person) signedOutElsewhere() *person {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
	return p
}
