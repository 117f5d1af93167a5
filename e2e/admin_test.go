package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db/dbtest"
)

const notice2027 = `# id: 国办发明电〔2026〕10号
# title: 国务院办公厅关于2027年部分节假日安排的通知
# year: 2027
date,kind,name
2027-01-01..2027-01-03,off,元旦
2027-02-05..2027-02-11,off,春节
2027-02-14,work,春节
`

// TestAdministration has the administrator set the house up: a category that companies find by another word, a promise
// that holds for new requests only, next year's holidays, and somebody's account.
func TestAdministration(t *testing.T) {
	t.Parallel()
	s := &story{house: newHouse(t, dbtest.SQLite(t), "2026-12-21 09:00"), t: t, window: desktop}
	s.hire(accounts.Person{Login: "admin", Name: "温宁", Role: cases.RoleAdmin})
	s.hire(accounts.Person{Login: "liaison", Name: "罗静", Role: cases.RoleLiaison})
	s.enrols(firm, "liaison")
	liaison := s.signs("liaison")
	liaison.goes("/file").follows(firm).fills("诉求类别", "用地").fills("诉求标题", "二期用地手续").fills("诉求内容", "二期用地何时挂牌。").presses("提交诉求")
	s.no = caseNumber.FindString(liaison.place)
	s.settles()
	promised := s.at(liaison).follows("时限依据").text("main")

	admin := s.signs("admin")
	admin.reads("2027 年放假安排尚未加载").follows("诉求类别").follows("道路修复")
	admin.fills("别名", "修路 补坑 井盖").presses("保存").reads("已保存")
	liaison.goes("/file").follows(firm).fills("搜索诉求类别", "补坑").fills("诉求类别", "道路修复")

	admin.goes("/admin").follows("时限规则").follows("江门中小企业诉求响应").fills("办结答复", "3wd").presses("预览到期时间").
		reads("尚未保存").fills("办结答复", "3x").refused(422).presses("保存为新版本").reads("3x").
		refused(0).fills("办结答复", "3wd").presses("保存为新版本").reads("已保存")
	if now := s.at(liaison).follows("时限依据").text("main"); now != promised {
		t.Errorf("a promise that was given changed:\n%s\nand was\n%s", now, promised)
	}
	liaison.goes("/file").follows(firm).fills("诉求类别", "用地").fills("诉求标题", "三期用地手续").fills("诉求内容", "三期用地何时挂牌。").presses("提交诉求").
		follows("时限依据").reads("承诺 3 个工作日")

	admin.goes("/admin").follows("工作日历").fills("或粘贴内容", notice2027).presses("检查并预览").
		reads("预览：2027 年放假安排", "放假").presses("启用这份通知").reads("2027 年工作日历", "国办发明电〔2026〕10号")

	admin.goes("/admin").follows("人员").follows("新增人员").fills("姓名", "何志明").fills("用户名", "officer").fills("角色", "经办人").
		fills("承办单位", "住房和城乡建设局").presses("保存").reads("账号已建立").presses("生成新密码").reads("只显示这一次")
	made := ask[string](admin, `(() => document.querySelector("main code, main output, main kbd").textContent.trim())`)
	s.person(t, "officer", desktop).signsIn("officer", made).reads("待办诉求")
	s.settles()
	admin.goes("/audit").reads("officer")
}

// enrols adds a confirmed company, paired with somebody.
func (s *story) enrols(name, liaison string) {
	s.t.Helper()
	paired, err := s.app.Accounts.ByLogin(s.t.Context(), liaison)
	if err == nil {
		err = s.enrol(cases.Company{Name: name, Street: "waihai", Contact: "叶经理", Phone: "13800138000", Liaison: paired.ID,
			State: cases.CompanyConfirmed, CreatedAt: s.clock.Now()})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// TestWithoutScript files a request from a browser that runs no script: every page works without.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	s := &story{house: newHouse(t, dbtest.SQLite(t), "2021-06-28 09:00"), t: t, window: phone}
	s.hire(accounts.Person{Login: "liaison", Name: "罗静", Role: cases.RoleLiaison})
	s.enrols(firm, "liaison")
	p := s.person(t, "noscript", phone).withoutScript().signsIn("liaison", password)
	tooBig := filepath.Join(t.TempDir(), "说明.exe")
	if err := os.WriteFile(tooBig, []byte("MZ"+strings.Repeat("\x00", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	p.goes("/file").follows(firm).fills("诉求类别", "道路修复").fills("诉求标题", title).fills("诉求内容", "路面塌陷约两米。").
		attaches("", "附件", photo(t), tooBig).refused(422).presses("提交诉求").reads("说明.exe").
		refused(0).reads("厂门口.png").presses("提交诉求").reads(title, "厂门口.png", "住房和城乡建设局")
	p.does("撤回诉求", "撤回原因", "重复提交。").reads("企业已撤回")
	p.speaks("en").reads("Withdrawn")
	p.opens("header", "Account menu").presses("Sign out").reads("Sign in")
}
