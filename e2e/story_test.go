package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// TestStory is one request from the company's registration to the month's report, by everybody who has a part in it:
// at a desk over SQLite, and on phones over PostgreSQL.
func TestStory(t *testing.T) {
	t.Parallel()
	t.Run("desktop", func(t *testing.T) {
		t.Parallel()
		newStory(t, dbtest.SQLite(t), desktop).plays()
	})
	t.Run("phone", func(t *testing.T) {
		t.Parallel()
		newStory(t, dbtest.Postgres(t), phone).plays()
	})
}

// story is the people of the story, each before a browser.
type story struct {
	*house
	t       *testing.T
	window  window
	company *person
	centre  *person
	officer *person
	chief   *person
	no      string // of the request
}

func newStory(t *testing.T, d *db.DB, w window) *story {
	s := &story{house: newHouse(t, d, "2021-06-28 09:00"), t: t, window: w}
	for _, p := range []accounts.Person{
		{Login: "liaison", Name: "罗静", Role: cases.RoleLiaison},
		{Login: "centre", Name: "苏敏", Role: cases.RoleCentre},
		{Login: "officer", Name: "何志明", Role: cases.RoleOfficer, Bureau: "zjj", Email: "officer@example.com"},
		{Login: "chief", Name: "梁局长", Role: cases.RoleChief, Bureau: "zjj"},
		{Login: "helper", Name: "郑安", Role: cases.RoleOfficer, Bureau: "yjj"},
		{Login: "leader", Name: "郑朗", Role: cases.RoleLeader},
	} {
		s.hire(p)
	}
	return s
}

func (s *story) signs(login string) *person { s.t.Helper(); return s.signedIn(s.t, login, s.window) }

func (s *story) plays() {
	s.companyRegisters()
	s.companyFiles()
	s.officerTakesIt()
	s.companyAnswers()
	s.otherBureauHelps()
	s.extensionIsGranted()
	s.reminderComes()
	s.chiefReviews()
	s.companyIsNotSatisfied()
	s.secondRoundIsBetter()
	s.liaisonFilesForIt()
	s.leaderReadsTheMonth()
}

const (
	firm  = "江门市远帆电子有限公司"
	title = "厂门口道路塌陷，货车无法进出"
)

func (s *story) companyRegisters() {
	s.company = s.person(s.t, "company", s.window)
	s.company.goes("/").follows("注册企业账号")
	s.company.fills("企业名称", firm).fills("统一社会信用代码", "91440704MA4UQ0XX0T").fills("所属街道", "外海街道").fills("联系人", "叶经理").
		fills("联系电话", "13800138000").fills("用户名", "yuanfan").fills("密码", password).fills("再次输入密码", password).presses("提交注册")
	s.company.reads("我们已收到您的注册", "诉求中心会在一个工作日内核对并确认").goes("/file").reads("企业注册还没有通过确认")

	s.centre = s.signs("centre")
	s.centre.follows("企业").reads("待确认的注册", firm, "91440704MA4UQ0XX0T").does("确认通过").reads("已确认，该企业现在可以提交诉求")
}

func (s *story) companyFiles() {
	c := s.company
	c.goes("/").follows("提交诉求")
	c.fills("搜索诉求类别", "修路").fills("诉求类别", "道路修复")
	filled := ask[string](c, `(() => document.querySelector("textarea[name=body]").value)`)
	if !strings.Contains(filled, "地点（路名、门牌号或最近的路口）") {
		c.fatalf("the category's template does not fill the text: %q", filled)
	}
	c.fills("诉求标题", title).fills("诉求内容", "厂门口（外海街道彩虹路 12 号）：路面塌陷约两米，货车无法进出，已影响发货。").
		attaches("", "附件", photo(s.t)).pressesTwice("提交诉求").reads(title, "住房和城乡建设局")
	s.no = caseNumber.FindString(c.place)
	c.goes("/my").reads(title)
	if n := strings.Count(c.text("main"), s.no); n != 1 {
		c.fatalf("pressing twice filed %d cases", n)
	}
	s.settles()
}

// photo draws a picture as a phone's camera would.
func photo(t *testing.T) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			picture.Set(x, y, color.RGBA{uint8(x * 255 / 640), uint8(y * 255 / 480), 120, 255})
		}
	}
	var content bytes.Buffer
	if err := png.Encode(&content, picture); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "厂门口.png")
	if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// at opens the case before somebody.
func (s *story) at(p *person) *person { s.t.Helper(); return p.goes("/cases/" + s.no) }

func (s *story) officerTakesIt() {
	s.turns("2021-06-28 09:10")
	s.officer = s.signs("officer")
	s.officer.reads(title, "今天 10:00 到期").follows(title).reads("按“道路修复”的分派规则", "厂门口.png", "138****8000").readsNot("13800138000")
	s.officer.opens("#company", "显示号码").pressesIn("#company form", "显示号码").reads("13800138000")
	s.officer.does("签收").reads("“签收”已完成").
		does("登记联系企业", "联系方式", "电话", "联系情况", "已电话联系叶经理，约定下午到现场。").
		does("提出办理方案", "办理方案", "先铺钢板临时通行，十天内修复路面。").
		does("请企业补充", "需要企业补充什么", "请补充塌陷处的宽度和深度。").reads("计时暂停")
}

func (s *story) companyAnswers() {
	s.turns("2021-06-28 09:40")
	s.company.goes("/my").reads("待补充").follows(title).reads("先铺钢板临时通行", "请补充塌陷处的宽度和深度").
		does("补充说明", "补充说明", "宽约两米，深约四十厘米。").reads("住房和城乡建设局正在办理")
}

func (s *story) otherBureauHelps() {
	s.at(s.officer).reads("宽约两米").does("增加协办单位", "协办单位", "应急管理局", "协办事项", "请评估现场安全风险。")
	s.turns("2021-06-28 10:00")
	helper := s.signs("helper")
	helper.reads(title).follows(title).does("协办签收").does("协办答复", "协办意见", "已到现场，塌陷处已围挡，无次生风险。").reads("已答复主办")
	s.at(s.officer).reads("塌陷处已围挡")
	s.at(s.company).readsNot("塌陷处已围挡")
}

func (s *story) extensionIsGranted() {
	s.turns("2021-07-01 09:30")
	s.at(s.officer).does("申请延期", "延期至", "2021-07-12", "延期理由", "连续降雨，无法铺设沥青。")
	s.settles()
	s.centre.goes("/centre").reads(title).follows(title).does("批准延期", "延期原因（企业可见）", "连续降雨，暂无法铺设沥青。")
	s.at(s.company).reads("2021年7月12日", "连续降雨，暂无法铺设沥青。")
}

func (s *story) reminderComes() {
	s.turns("2021-07-12 09:00")
	s.turns("2021-07-12 09:05")
	s.officer.goes("/inbox").reads("临近到期", s.no)
	if !slices.ContainsFunc(s.office.to("officer@example.com"), func(subject string) bool { return strings.Contains(subject, s.no) }) {
		s.t.Errorf("no reminder by mail, only %q", s.office.to("officer@example.com"))
	}
	s.officer.goes("/queue").reads(title)
}

func (s *story) chiefReviews() {
	s.at(s.officer).does("提交答复审核", "办理结果", "已解决", "给企业的答复", "路面已修复。")
	s.settles()
	s.chief = s.signs("chief")
	s.chief.goes("/review").follows(title).does("退回修改", "修改意见", "请写明修复的范围和日期。")
	s.at(s.officer).reads("请写明修复的范围和日期").does("提交答复审核", "给企业的答复", "7 月 11 日已修复彩虹路 12 号门前路面 30 平方米，恢复通行。")
	s.at(s.chief).does("审核通过并答复", "审核意见", "同意。").reads("已答复")
}

func (s *story) companyIsNotSatisfied() {
	s.turns("2021-07-12 11:00")
	s.company.goes("/my").reads("待评价").follows(title).reads("恢复通行").readsNot("请写明修复的范围").
		does("确认并评价", "满意程度", "不满意", "问题解决了吗", "否", "评价意见", "路面修了，排水口没有恢复，一下雨就积水。").reads("不满意")
	s.settles()
	s.centre.goes("/centre?list=dissatisfied").follows(title).reads("排水口没有恢复").
		does("重办", "重办要求", "请恢复排水口，并与企业现场确认。").reads("重办")
}

func (s *story) secondRoundIsBetter() {
	s.turns("2021-07-12 11:20")
	s.at(s.officer).does("签收").does("登记联系企业", "联系方式", "上门", "联系情况", "已与叶经理现场确认排水口位置。").
		does("提出办理方案", "办理方案", "今日疏通并恢复排水口。")
	s.turns("2021-07-13 16:00")
	s.at(s.officer).does("提交答复审核", "办理结果", "已解决", "给企业的答复", "排水口已恢复，企业现场确认。")
	s.at(s.chief).does("审核通过并答复")
	s.at(s.company).reads("前几轮办理").does("确认并评价", "满意程度", "非常满意", "问题解决了吗", "是").reads("已办结")
	s.at(s.centre).does("登记回访", "回访情况", "已联系上", "问题解决了吗", "是", "满意程度", "满意", "回访记录", "企业确认排水正常。")
	s.settles()
}

func (s *story) liaisonFilesForIt() {
	s.turns("2021-07-14 09:00")
	s.centre.goes("/companies").follows(firm).fills("驻企联络员", "罗静").presses("保存")
	liaison := s.signs("liaison")
	liaison.goes("/file").follows(firm).fills("诉求类别", "电信光纤").fills("诉求标题", "二号楼没有光纤").
		fills("诉求内容", "走访时企业反映二号楼三层没有光纤，只能用无线上网。").presses("提交诉求").reads("二号楼没有光纤", "走访", firm)
	s.settles()
	s.company.goes("/my").reads("二号楼没有光纤")
}

func (s *story) leaderReadsTheMonth() {
	s.turns("2021-07-20 10:00")
	leader := s.signs("leader")
	leader.reads("2021年7月")
	readsMonth(leader, "2021-07")
	leader.goes("/month/2021-07").follows("新收").follows("二号楼没有光纤").
		does("批示", "批示内容", "请经济促进局本周内协调运营商到现场。").reads("批示待回复")
}
