package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db/dbtest"
)

// TestByKeyboardAlone files, routes, answers and rates a request without a mouse: whatever it takes is reached by the tab
// key in the order of the page, is seen where the focus is, and is pressed by enter or space.
func TestByKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := &story{house: newHouse(t, dbtest.SQLite(t), "2021-06-28 09:00"), t: t, window: desktop}
	s.hire(accounts.Person{Login: "liaison", Name: "罗静", Role: cases.RoleLiaison})
	s.enrols(firm, "liaison")
	s.hire(accounts.Person{Login: "company", Name: "叶经理", Role: cases.RoleCompany, Company: 1})
	s.hire(accounts.Person{Login: "centre", Name: "苏敏", Role: cases.RoleCentre})
	s.hire(accounts.Person{Login: "officer", Name: "何志明", Role: cases.RoleOfficer, Bureau: "zjj"})

	company := s.keys("company")
	company.to("提交诉求").enters().
		to("搜索诉求类别").writes("其他").to("其他").hits(" ").to("诉求标题").writes(title).to("诉求内容").writes("路面塌陷约两米。").to("提交诉求", "button").enters().reads("已完成", title)
	s.no = caseNumber.FindString(company.place)

	centre := s.keys("centre")
	centre.to(title).enters().to("交办").hits(kb.Enter).onto("主办单位").picks("住房和城乡建设局").to("确认交办").enters().reads("已完成", "住房和城乡建设局")

	officer := s.keys("officer")
	officer.to(title).enters()
	officer.to("内部备注").hits(" ").onto("备注").hits(kb.Escape).onto("内部备注") // a small form closes and gives the focus back
	officer.to("签收").hits(kb.Enter).onto("确认签收").enters().reads("已完成")
	officer.to("提交答复审核").hits(kb.Enter).onto("已解决").hits(" ").to("给企业的答复").writes("路面已修复。").to("确认提交答复审核").enters().reads("已完成")

	s.hire(accounts.Person{Login: "chief", Name: "梁局长", Role: cases.RoleChief, Bureau: "zjj"})
	chief := s.keys("chief")
	chief.goes("/review").to(title).enters()
	chief.to("通过").hits(kb.Enter).onto("审核意见").to("确认审核通过并答复").enters().reads("已完成")

	company.goes("/cases/" + s.no)
	company.to("非常满意").hits(" ").to("是", "input").hits(" ").to("提交评价", "button").enters().reads("已完成")
	company.to("账户菜单", "summary").hits(kb.Enter).to("退出登录").enters()
}

// keys is somebody who signs in, and goes on, without a mouse.
func (s *story) keys(login string) *person {
	s.t.Helper()
	p := s.person(s.t, login, desktop)
	p.goes("/signin").to("用户名").writes(login).to("密码").writes(password).hits(kb.Tab)
	p.to("登录", "button").enters()
	return p
}

// stop is where the focus is: what it is called, what kind of thing it is, and what is wrong with how it shows.
type stop struct{ Name, Tag, Wrong string }

// to goes on by the tab key to what is called so, and is of a kind where one is given.
func (p *person) to(name string, kinds ...string) *person {
	p.t.Helper()
	var passed []string
	for range 80 {
		at := ask[stop](p, "focused")
		if at.Wrong != "" {
			p.fatalf("at “%s”: %s", at.Name, at.Wrong)
		}
		if strings.Contains(at.Name, name) && (len(kinds) == 0 || kinds[0] == at.Tag) {
			return p
		}
		passed = append(passed, at.Name)
		p.hits(kb.Tab)
	}
	p.fatalf("the tab key does not lead to “%s”, but past %s", name, strings.Join(passed, " | "))
	return p
}

// onto fails unless the focus is on what is called so without a key pressed.
func (p *person) onto(name string) *person {
	p.t.Helper()
	if at := await[stop](p, "settled", name); !strings.Contains(at.Name, name) {
		p.fatalf("the focus is on “%s”, not on “%s”", at.Name, name)
	}
	return p
}

// hits presses a key that stays on the page; enters presses enter and waits for the next.
func (p *person) hits(key string) *person {
	p.t.Helper()
	p.do(chromedp.KeyEvent(key))
	return p
}

func (p *person) enters() *person {
	p.t.Helper()
	p.arrives(chromedp.KeyEvent(kb.Enter))
	return p
}

// writes types where the focus is.
func (p *person) writes(text string) *person {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
	return p
}

// picks goes down a drop-down to a choice.
func (p *person) picks(choice string) *person {
	p.t.Helper()
	for range 60 {
		if ask[string](p, `(() => words(document.activeElement.selectedOptions[0].textContent))`) == choice {
			return p
		}
		p.hits(kb.ArrowDown)
	}
	p.fatalf("the arrow keys do not lead to “%s”", choice)
	return p
}
