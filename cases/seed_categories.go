package cases

import "strings"

// seedCategory is a category with its demonstration rule; a district sets its own.
type seedCategory struct {
	Category
	lead     string
	co       []string
	coStreet bool
}

// seedCategories are the kinds of request companies file. Without a lead the centre routes them.
var seedCategories = []seedCategory{
	{lead: "zjj", co: []string{"jtj"}, coStreet: true, Category: Category{Code: "road", Group: Livelihood,
		Name:    Words{"道路修复", "Road repair"},
		Aliases: "修路 路面 坑洼 破损 塌陷 路灯 道路 桥 井盖 积尘 pothole pavement street lamp",
		Template: template(
			Words{"地点（路名、门牌号或最近的路口）", "Where (road, number or nearest crossing)"},
			Words{"情况（破损、塌陷、缺井盖、没有路灯……大约多长、多宽、多深）", "What is wrong (broken, sunken, no manhole cover, no lamps; about how long, wide and deep)"},
			Words{"对车辆、员工和生产的影响", "What it does to vehicles, staff and production"}),
		Tracking: true, Rated: true}},
	{lead: "zjj", co: []string{"yjj"}, coStreet: true, Category: Category{Code: "flood", Group: Livelihood,
		Name:    Words{"门口水浸（内涝）", "Flooding"},
		Aliases: "水浸 内涝 积水 排水 下水道 淹水 暴雨 河水倒灌 drainage water logging",
		Template: template(
			Words{"地点（大门、厂区还是路面，最近的路口）", "Where (gate, works or road; nearest crossing)"},
			Words{"水有多深、多大范围，现在是否还有积水，有没有人员或用电危险", "How deep and wide, whether water stands now, any danger to people or from electricity"},
			Words{"每次大雨都这样，还是第一次", "At every heavy rain, or for the first time"},
			Words{"停产、停车或货物受损的情况", "Production, vehicles or goods affected"}),
		Urgent: true, Tracking: true, Rated: true}},
	{lead: "jcj", co: []string{"dx", "yd", "lt"}, coStreet: true, Category: Category{Code: "fibre", Group: Livelihood,
		Name:    Words{"电信光纤", "Telecom fibre"},
		Aliases: "光纤 宽带 网络 通信 信号 基站 5G 专线 电信 移动 联通 broadband internet network signal",
		Template: template(
			Words{"地址（园区、楼栋、楼层）", "Address (park, building, floor)"},
			Words{"没有光纤、网速慢、信号差还是线路故障；已用哪家运营商", "No fibre, slow, weak signal or a fault; which carrier you use"},
			Words{"需要的带宽和条数，什么时候要用", "Bandwidth and lines needed, and by when"}),
		Tracking: true, Rated: true}},
	{lead: "jjdd", co: []string{"jtj"}, coStreet: true, Category: Category{Code: "truck", Group: Livelihood,
		Name:    Words{"货车进出", "Truck access"},
		Aliases: "货车 限行 通行证 禁行 掉头 停车 限高 交通 拥堵 truck permit lorry parking traffic",
		Template: template(
			Words{"路段和方向（从哪里到厂门）", "Road and direction (from where to your gate)"},
			Words{"限行、限高、违停占道、转弯半径不够还是路口拥堵，什么时段", "Ban, height limit, parked vehicles, too tight a turn or a jam; at what hours"},
			Words{"车型、载重、每天进出车次", "Type and weight of the trucks, trips a day"}),
		Rated: true}},

	{lead: "fgj", co: []string{"jcj"}, Category: Category{Code: "project", Group: Approvals,
		Name:      Words{"项目立项（备案）", "Project approval"},
		Aliases:   "立项 备案 核准 投资项目 技改 项目代码 project filing investment",
		Template:  approvalTemplate(Words{"项目名称、地点、总投资，项目代码（如有）", "Project, place, total investment, project code if any"}),
		Statutory: true}},
	{lead: "hbj", co: []string{"zsj"}, Category: Category{Code: "eia", Group: Approvals,
		Name:      Words{"环评", "Environmental impact assessment"},
		Aliases:   "环评 环境影响评价 环保 排污许可 排污 验收 废气 废水 EIA environment discharge permit",
		Template:  approvalTemplate(Words{"项目名称和地点，环评类别（报告书、报告表、登记表）", "Project and place, kind of assessment (report, form, registration)"}),
		Statutory: true}},
	{lead: "zrzy", co: []string{"zjj"}, Category: Category{Code: "planning", Group: Approvals,
		Name:      Words{"规划报建", "Planning permit"},
		Aliases:   "规划 报建 施工许可 用地规划 工程规划 建设工程 图审 planning building permit construction",
		Template:  approvalTemplate(Words{"项目名称、地块编号或地址，建筑面积", "Project, plot number or address, floor area"}),
		Statutory: true}},
	{lead: "gs", co: []string{"zjj"}, Category: Category{Code: "water", Group: Approvals,
		Name:    Words{"临时用水报装", "Temporary water"},
		Aliases: "用水 临水 供水 报装 停水 水压 水表 自来水 water supply meter",
		Template: template(
			Words{"用水地点和接驳位置", "Place and connection point"},
			Words{"用途、用水量、管径，需要从哪天用到哪天", "Purpose, quantity, pipe size, from which day to which"},
			Words{"报装受理号（如有）和办到哪一步", "Application number, if any, and how far it has come"}),
		Rated: true}},
	{lead: "gd", co: []string{"zjj"}, Category: Category{Code: "power", Group: Approvals,
		Name:    Words{"临时用电报装", "Temporary electricity"},
		Aliases: "用电 临电 供电 报装 停电 增容 变压器 电表 电力 power electricity transformer",
		Template: template(
			Words{"用电地点，户号（如有）", "Place, customer number if any"},
			Words{"用途、容量（kVA）、电压，需要从哪天用到哪天", "Purpose, capacity (kVA), voltage, from which day to which"},
			Words{"报装受理号（如有）和办到哪一步", "Application number, if any, and how far it has come"}),
		Rated: true}},

	{lead: "rsj", Category: Category{Code: "labour", Group: OtherGroup,
		Name:    Words{"用工、社保", "Labour and social security"},
		Aliases: "用工 招工 招聘 社保 工伤 劳动 缺工 人才 补贴 工资 labour hiring insurance wage",
		Template: template(
			Words{"岗位和人数，或涉及的险种和员工人数（请勿写员工身份证号）", "Posts and numbers, or kind of insurance and staff concerned (no identity numbers, please)"},
			Words{"遇到的困难", "What is difficult"}),
		Rated: true}},
	{lead: "jrj", Category: Category{Code: "finance", Group: OtherGroup,
		Name:    Words{"融资", "Finance"},
		Aliases: "融资 贷款 银行 担保 贴息 资金 上市 loan bank credit guarantee",
		Template: template(
			Words{"需要的金额、期限和用途", "Amount, term and purpose"},
			Words{"可用的抵押或担保，已联系的银行和结果（请勿写账号密码）", "Collateral or guarantee, banks asked and what they said (no account numbers, please)"}),
		Rated: true}},
	{lead: "jcj", Category: Category{Code: "policy", Group: OtherGroup,
		Name:    Words{"政策咨询", "Policy advice"},
		Aliases: "政策 咨询 补贴 奖励 申报 扶持 惠企 高企 认定 policy subsidy grant advice",
		Template: template(
			Words{"想了解的政策或申报项目（文件名或文号，如知道）", "Policy or scheme (title or number, if known)"},
			Words{"企业基本情况（行业、规模、是否高新技术企业）", "The company in brief (industry, size, hi-tech or not)"},
			Words{"具体问题", "The question"}),
		Rated: true}},
	{lead: "swj", Category: Category{Code: "tax", Group: OtherGroup,
		Name:    Words{"税务", "Tax"},
		Aliases: "税务 税 发票 退税 减免 出口退税 申报 tax invoice refund",
		Template: template(
			Words{"税种和所属期", "Kind of tax and period"},
			Words{"业务（开票、申报、退税、减免……）和遇到的提示或答复", "Business (invoice, return, refund, relief) and the message or answer received"}),
		Rated: true}},
	{lead: "zrzy", Category: Category{Code: "land", Group: OtherGroup,
		Name:    Words{"用地", "Land"},
		Aliases: "用地 土地 厂房 扩建 不动产 产权 办证 地块 land plot factory property title",
		Template: template(
			Words{"地块位置、面积，土地证号（如有）", "Plot, area, title number if any"},
			Words{"需要的用途和时间，或办证遇到的问题", "Use and time needed, or what stops the title"}),
		Tracking: true, Rated: true}},
	{Category: Category{Code: "complaint", Group: OtherGroup,
		Name:    Words{"投诉单位或工作人员", "Complaint against a bureau"},
		Aliases: "投诉 举报 乱收费 乱罚款 吃拿卡要 索拿卡要 推诿 不作为 态度 complaint corruption charges fine",
		Template: template(
			Words{"被投诉的单位或工作人员（请同时在下面选择被投诉单位，该单位看不到本诉求）", "Bureau or official (also choose the bureau below; it will not see this request)"},
			Words{"时间、地点和经过，在场的人", "When, where, what happened, who was there"},
			Words{"票据、录音、照片等依据（可作附件）", "Receipts, recordings, photos (may be attached)"}),
		Rated: true}},
	{Category: Category{Code: "other", Group: OtherGroup,
		Name:     Words{"其他", "Other"},
		Aliases:  "其他 其它 建议 求助 other suggestion help",
		Template: template(Words{"事情的经过、地点和涉及的单位", "What happened, where, and which bureau is concerned"}),
		Rated:    true}},
}

// template asks what every request needs to say: the lines of its kind, since when, whom the company asked, and what
// it wants.
func template(own ...Words) Words {
	lines := append(own[:len(own):len(own)],
		Words{"从什么时候开始", "Since when"},
		Words{"已经问过哪个单位、什么时候、怎么答复", "Whom you asked, when, and the answer"},
		Words{"希望怎么解决", "What you would like to be done"})
	var zh, en []string
	for _, line := range lines {
		zh, en = append(zh, "【"+line.Zh+"】"), append(en, line.En+": ")
	}
	return Words{strings.Join(zh, "\n"), strings.Join(en, "\n")}
}

// approvalTemplate is for statutory procedures: the request asks for help with one and is not the application.
func approvalTemplate(project Words) Words {
	return template(project,
		Words{"办理事项、受理号和受理日期（本诉求不代替正式申报）", "Procedure, application number and date (this request does not replace the application)"},
		Words{"卡在哪一步，缺什么材料或意见", "Where it is stuck, and which paper or opinion is missing"})
}
