package demo

import (
	"fmt"
	"strings"

	"jiangqitong/cases"
)

// firmSeeds are invented companies: name, industry, street, scale. Any likeness to a real one is chance, and the
// registered names end in （样例） so that nobody takes them for one.
var firmSeeds = []struct{ name, industry, street, scale string }{
	{"晨帆照明", "照明器具", "jiangnan", "large"}, {"拓岭精密五金", "金属制品", "jiangnan", "large"},
	{"望汐电子", "电子元件", "gxq", "key"}, {"启衡机电", "电气机械", "gxq", "large"},
	{"润沐卫浴", "卫浴五金", "waihai", ""}, {"砺川摩配", "摩托车零部件", "waihai", "large"},
	{"禾屿食品", "食品制造", "lile", ""}, {"云栈包装", "纸制品", "lile", ""},
	{"辰轨智能装备", "专用设备", "gxq", "key"}, {"汇溪纺织", "纺织", "lile", "large"},
	{"沐光光电", "光电器件", "gxq", "large"}, {"砚北印刷", "印刷", "jiangnan", ""},
	{"川越汽车零部件", "汽车零部件", "waihai", "large"}, {"澄湾水处理", "环保设备", "gxq", ""},
	{"安屿塑胶", "塑料制品", "waihai", ""}, {"铭柯电路", "印制电路", "gxq", "key"},
	{"海棠木业", "木制品", "lile", ""}, {"泽盛化工材料", "化工材料", "waihai", "large"},
	{"远谷物流", "仓储物流", "waihai", ""}, {"星澜新能源", "新能源", "gxq", "key"},
	{"百纳服饰", "服装", "lile", ""}, {"竹里家具", "家具", "lile", ""},
	{"凌度模具", "模具", "jiangnan", ""}, {"佑铂金属", "金属压延", "waihai", "large"},
	{"景和医疗器械", "医疗器械", "gxq", ""}, {"朗泊电机", "电机", "jiangnan", "large"},
	{"奕晨软件", "软件", "gxq", ""}, {"谷雨生物", "生物制品", "gxq", ""},
	{"东篱制冷", "制冷设备", "waihai", ""}, {"合颂音响", "音响设备", "jiangnan", ""},
	{"锦程运输", "道路运输", "lile", ""}, {"石渠建材", "建材", "lile", ""},
	{"微澜传感", "传感器", "gxq", ""}, {"丰沐日化", "日用化学品", "jiangnan", ""},
	{"弘毅钢构", "钢结构", "waihai", ""}, {"栖梧文具", "文教用品", "lile", ""},
	{"敏达检测", "检验检测", "gxq", ""}, {"盈川线缆", "电线电缆", "waihai", "large"},
	{"拾光玩具", "玩具", "jiangnan", ""}, {"青衡过滤", "通用设备", "gxq", ""},
	{"立沃农机", "农业机械", "lile", ""}, {"天隽玻璃", "玻璃制品", "waihai", ""},
	{"悦铭厨具", "厨具", "jiangnan", "large"}, {"初阳包材", "包装材料", "lile", ""},
}

// firm is a company of the sample with the person who speaks for it.
type firm struct {
	cases.Company
	actor   cases.Actor
	liaison cases.Actor
	road    string // where its gate is
}

// roads are invented as well, some for each street.
var roads = map[string][]string{
	"jiangnan": {"晨曦路", "滨沙南路", "同济三路", "锦绣东路"},
	"waihai":   {"麻园西路", "启超二路", "兴港路", "石鹤路"},
	"lile":     {"礼睦路", "新民大道", "向荣路", "乌纱一路"},
	"gxq":      {"高新东路", "云创路", "科汇三路", "彩虹西路"},
}

// contacts are whom the bureaus call.
var contacts = []string{"陈经理", "黄小姐", "李厂长", "梁主任", "林先生", "区经理", "谭女士", "冯总", "何主管", "邓工"}

// firmsFor makes the companies; each is paired with one of the liaisons in turn.
func firmsFor(liaisons []cases.Actor) []*firm {
	firms := make([]*firm, len(firmSeeds))
	for i, s := range firmSeeds {
		kind := "科技有限公司"
		switch {
		case strings.HasSuffix(s.name, "物流") || strings.HasSuffix(s.name, "运输"), s.scale == "":
			kind = "有限公司"
		case s.scale == "key":
			kind = "股份有限公司"
		}
		f := &firm{Company: cases.Company{Name: "江门市" + s.name + kind + "（样例）", USCC: creditCode(i + 1), Street: s.street, Industry: s.industry,
			Scale: s.scale, Contact: contacts[i%len(contacts)], Phone: fmt.Sprintf("1380013%04d", 8001+i*7), State: cases.CompanyConfirmed}}
		if i%5 == 0 {
			f.Visits = "工作日上午九点半到十一点半"
		}
		f.liaison = liaisons[i%len(liaisons)]
		f.Liaison = f.liaison.ID
		f.road = roads[s.street][i%len(roads[s.street])]
		firms[i] = f
	}
	return firms
}

// creditCode makes a unified social credit code with a valid check digit.
func creditCode(n int) string {
	body := fmt.Sprintf("91440704MA0000%03d", n)
	for _, digit := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
		if _, fits := cases.CheckUSCC(body + string(digit)); fits {
			return body + string(digit)
		}
	}
	return body
}
