package ui

import (
	"context"
	"time"

	"jiangqitong/web/i18n"
	"jiangqitong/web/ui/chart"
)

// either picks the sample text for the page's language. Samples are not part of the catalogue, since no one but the
// reader of the style guide sees them.
func either(ctx context.Context, chinese, english string) string {
	if i18n.Lang(ctx) == i18n.English {
		return english
	}
	return chinese
}

func sampleMoment(day, hour, minute int) time.Time {
	return time.Date(2021, time.June, day, hour, minute, 0, 0, i18n.China)
}

func sampleSteps(ctx context.Context) []Step {
	return []Step{
		{either(ctx, "提交", "Filed"), StepDone, "6-21"},
		{either(ctx, "交办", "Dispatched"), StepDone, "6-21"},
		{either(ctx, "签收", "Signed"), StepDone, "6-22"},
		{either(ctx, "联系企业", "Contacted"), StepDone, "6-22"},
		{either(ctx, "提出方案", "Plan"), StepCurrent, "6-24"},
		{either(ctx, "答复", "Replied"), StepAhead, ""},
		{either(ctx, "办结", "Closed"), StepAhead, ""},
	}
}

func sampleClocks(ctx context.Context) []Clock {
	return []Clock{
		{Label: either(ctx, "签收", "Sign"), Due: "6月22日 17:30", Met: "6月22日 09:12", Light: LightMet, Spent: 35},
		{Label: either(ctx, "提出方案", "Plan"), Due: "6月30日 17:30", Light: LightYellow,
			LightText: either(ctx, "剩 3 小时", "3 hours left"), Spent: 86, Href: "#clocks"},
		{Label: either(ctx, "办结", "Resolve"), Due: "7月9日 17:30", Original: "7月2日 17:30", Light: LightGreen,
			LightText: either(ctx, "剩 7 个工作日", "7 working days left"), Spent: 42, Provisional: true, Href: "#clocks"},
		{Label: either(ctx, "协办 · 外海街道办", "Co-bureau · Waihai street"), Due: "6月25日 17:30", Light: LightRed,
			LightText: either(ctx, "超期 2 个工作日", "2 working days overdue"), Spent: 100},
		{Label: either(ctx, "企业补充材料", "Waiting for the company"), Light: LightPaused, Spent: 50,
			Note: either(ctx, "6月28日起暂停", "Paused since 28 June")},
	}
}

func sampleEvents(ctx context.Context) []Event {
	return []Event{
		{Title: either(ctx, "提出方案", "Plan proposed"), At: either(ctx, "6月24日 16:05", "24 Jun 16:05"), Instant: sampleMoment(24, 16, 5),
			Who: "陈建国", Body: either(ctx, "住房和城乡建设局", "Housing and Construction Bureau"), Tone: ToneAccent, Icon: "route",
			Text:  either(ctx, "拟于 7 月 3 日前完成门口雨水口清淤，并加装两处雨水箅子。\n施工期间保留单车道通行，请企业安排货车错峰进出。", "The gate's drains will be cleared and two more gratings set by 3 July.\nOne lane stays open; please let lorries avoid the rush hours."),
			Extra: Attachments(sampleFiles(ctx))},
		{Title: either(ctx, "内部备注", "Internal note"), At: either(ctx, "6月23日 10:20", "23 Jun 10:20"), Instant: sampleMoment(23, 10, 20), Who: "陈建国",
			Body: either(ctx, "住房和城乡建设局", "Housing and Construction Bureau"), Mark: either(ctx, "内部", "Internal"), Icon: "lock", Text: either(ctx, "现场看过，管网高程不足，需与街道一起定方案。", "Seen on site: the pipe lies too high; the street office must agree.")},
		{Title: either(ctx, "已联系企业", "Company contacted"), At: either(ctx, "6月22日 09:40", "22 Jun 09:40"), Instant: sampleMoment(22, 9, 40), Who: "陈建国", Tone: ToneGood, Icon: "phone"},
		{Title: either(ctx, "催办提醒", "Reminder"), At: either(ctx, "6月22日 08:30", "22 Jun 08:30"), Instant: sampleMoment(22, 8, 30), Tone: ToneWarn, Icon: "clock"},
		{Title: either(ctx, "企业提交诉求", "Filed by the company"), At: either(ctx, "6月21日 15:02", "21 Jun 15:02"), Instant: sampleMoment(21, 15, 2), Who: "李婉仪",
			Body: either(ctx, "江门市明辉照明有限公司", "Minghui Lighting Ltd")},
	}
}

func sampleFiles(ctx context.Context) []File {
	return []File{
		{Name: either(ctx, "门口积水照片.jpg", "water-at-the-gate.jpg"), Href: "#files", Thumb: Asset("logo.svg"), Detail: "2.4 MB · 6月21日"},
		{Name: either(ctx, "施工方案（第二稿）.pdf", "plan-second-draft.pdf"), Href: "#files", Detail: "812 KB · 6月24日"},
	}
}

func sampleCases(ctx context.Context) []CaseItem {
	return []CaseItem{
		{No: "JH-2021-0628", Href: "#lists", Title: either(ctx, "厂区门口暴雨后水浸，货车无法进出", "Gate floods after rain, lorries cannot pass"), State: "handling",
			StateLabel: either(ctx, "办理中", "In hand"), Light: LightRed, LightText: either(ctx, "超期 2 个工作日", "2 working days overdue"), Mark: either(ctx, "紧急", "Urgent"),
			Facts: []string{either(ctx, "明辉照明", "Minghui Lighting"), either(ctx, "门口水浸", "Flooding"), either(ctx, "江南街道", "Jiangnan street")}},
		{No: "JH-2021-0633", Href: "#lists", Title: either(ctx, "新厂房规划报建材料咨询", "Which papers for the new works' planning permit"), State: "dispatched",
			StateLabel: either(ctx, "待签收", "To be signed"), Light: LightYellow, LightText: either(ctx, "剩 3 小时", "3 hours left"),
			Facts: []string{either(ctx, "华彩电子", "Huacai Electronics"), either(ctx, "规划报建", "Planning permit")}},
		{No: "JH-2021-0641", Href: "#lists", Title: either(ctx, "园区光纤接入", "Fibre for the industrial park"), State: "waiting",
			StateLabel: either(ctx, "待企业补充", "Waiting for company"), Light: LightPaused,
			Facts: []string{either(ctx, "恒达五金", "Hengda Hardware"), either(ctx, "电信光纤", "Fibre")}},
		{No: "JH-2021-0599", Href: "#lists", Title: either(ctx, "临时用电报装", "Temporary electricity"), State: "closed",
			StateLabel: either(ctx, "已办结", "Closed"), Light: LightMet,
			Facts: []string{either(ctx, "金信纺织", "Jinxin Textiles"), either(ctx, "临时用电", "Temporary electricity")}},
	}
}

func sampleTable(ctx context.Context) TableProps {
	row := func(light LightColor, words, no, title, sub, bureau, due, days string) Row {
		return Row{Light: light, Cells: []Cell{{Text: title, Sub: sub, Href: "#lists", Main: true}, {Text: no}, {Text: bureau},
			{Body: Light(light, words)}, {Text: due}, {Text: days}}}
	}
	return TableProps{Caption: either(ctx, "超期诉求", "Overdue requests"), HideCaption: true,
		Columns: []Column{{Label: either(ctx, "诉求", "Request")}, {Label: either(ctx, "编号", "Number")}, {Label: either(ctx, "主办单位", "Lead bureau")},
			{Label: either(ctx, "状态", "Light")}, {Label: either(ctx, "时限", "Due")}, {Label: either(ctx, "工作日", "Days"), Num: true}},
		Rows: []Row{
			row(LightRed, "", "JH-2021-0628", either(ctx, "厂区门口暴雨后水浸", "Gate floods after rain"), either(ctx, "明辉照明有限公司", "Minghui Lighting Ltd"), either(ctx, "住建局", "Housing"), "2021-06-25", "2"),
			row(LightYellow, "", "JH-2021-0633", either(ctx, "规划报建材料咨询", "Planning permit papers"), either(ctx, "华彩电子有限公司", "Huacai Electronics Ltd"), either(ctx, "自然资源局", "Natural Resources"), "2021-06-30", "0.4"),
			row(LightGreen, "", "JH-2021-0641", either(ctx, "园区光纤接入", "Fibre for the park"), either(ctx, "恒达五金厂", "Hengda Hardware"), either(ctx, "经济促进局", "Economic Promotion"), "2021-07-09", "7"),
		}}
}

func sampleOffers(ctx context.Context) []Offer {
	reason := Field{Kind: KindTextarea, Name: "reason", Label: either(ctx, "理由", "Reason"), Required: true, MaxLength: 500, Rows: 3}
	return []Offer{
		{Action: "reply", Href: "#", Label: either(ctx, "提交答复", "Submit reply"), Icon: "send", Tone: ToneAccent, Key: "k1", Version: "7",
			Hint: either(ctx, "提交后由分管领导审核，通过后企业可见。", "The chief reviews it first; then the company sees it."),
			Fields: []Field{
				{Kind: KindSelect, Name: "result", Label: either(ctx, "办理结果", "Result"), Required: true, Prompt: either(ctx, "请选择", "Please choose"),
					Options: []Option{{Value: "solved", Label: either(ctx, "已解决", "Solved")}, {Value: "planned", Label: either(ctx, "列入计划，企业认可", "Planned, accepted by the company")}}},
				{Kind: KindTextarea, Name: "text", Label: either(ctx, "答复内容", "Reply"), Required: true, MaxLength: 2000},
				{Kind: KindFile, Name: "files", Label: either(ctx, "附件", "Attachments"), Multiple: true},
			}},
		{Action: "ask", Href: "#", Label: either(ctx, "请企业补充", "Ask the company"), Icon: "chat", Fields: []Field{reason}},
		{Action: "extend", Href: "#", Label: either(ctx, "申请延期", "Ask for more time"), Icon: "calendar", Fields: []Field{{Kind: KindDate, Name: "until", Label: either(ctx, "新时限", "New date"), Required: true}, reason}},
		{Action: "decline", Href: "#", Label: either(ctx, "退单", "Decline"), Icon: "undo", Tone: ToneBad, Fields: []Field{reason}},
	}
}

func sampleCategories(ctx context.Context) []Option {
	livelihood, approvals := either(ctx, "民生事项", "Livelihood"), either(ctx, "审批服务", "Approvals")
	return []Option{
		{Value: "flood", Label: either(ctx, "门口水浸", "Flooding"), Hint: either(ctx, "内涝、积水、排水不畅", "Standing water, blocked drains"), Group: livelihood, Search: "内涝 积水 flood", Template: either(ctx, "地点：\n水深：\n影响：", "Place:\nDepth:\nEffect:")},
		{Value: "road", Label: either(ctx, "道路修复", "Road repair"), Hint: either(ctx, "路面破损、沉降", "Broken or sunken surface"), Group: livelihood, Search: "修路 road"},
		{Value: "fibre", Label: either(ctx, "电信光纤", "Fibre"), Hint: either(ctx, "宽带、光纤、信号", "Broadband, signal"), Group: livelihood, Search: "宽带 网络 fiber"},
		{Value: "eia", Label: either(ctx, "环评", "Environmental assessment"), Group: approvals, Search: "环境影响评价 EIA"},
		{Value: "plan", Label: either(ctx, "规划报建", "Planning permit"), Group: approvals, Search: "建设工程规划许可"},
		{Value: "power", Label: either(ctx, "临时用电", "Temporary electricity"), Group: approvals, Search: "临水临电 报装"},
	}
}

func sampleFields(ctx context.Context) []Field {
	return []Field{
		{Kind: KindRadio, Name: "category", Label: either(ctx, "诉求类别", "Category"), Required: true, Searchable: true, Options: sampleCategories(ctx), Value: "flood"},
		{Name: "title", Label: either(ctx, "标题", "Title"), Required: true, MaxLength: 60, Hint: either(ctx, "用一句话说明要解决什么。", "Say in one sentence what should be solved.")},
		{Kind: KindTextarea, Name: "text", Label: either(ctx, "具体情况", "What happened"), Required: true, MaxLength: 2000, TemplateFrom: "category"},
		{Kind: KindTel, Name: "phone", Label: either(ctx, "联系电话", "Telephone"), Value: "1380013", Autocomplete: "tel",
			Error: either(ctx, "手机号码应为 11 位，请补全。", "A mobile number has 11 digits. Please complete it.")},
		{Kind: KindSelect, Name: "bureau", Label: either(ctx, "主办单位", "Lead bureau"), Prompt: either(ctx, "请选择", "Please choose"), Options: []Option{
			{Value: "1", Label: either(ctx, "住房和城乡建设局", "Housing and Construction"), Group: either(ctx, "职能部门", "Bureaus")},
			{Value: "2", Label: either(ctx, "自然资源局", "Natural Resources"), Group: either(ctx, "职能部门", "Bureaus")},
			{Value: "3", Label: either(ctx, "供水公司", "Water company"), Group: either(ctx, "公用企业", "Public utilities")}}},
		{Kind: KindDate, Name: "visit", Label: either(ctx, "可上门日期", "Visit possible on"), Min: "2021-06-22"},
		{Kind: KindFile, Name: "photos", Label: either(ctx, "照片和材料", "Photos and papers"), Multiple: true, Hint: either(ctx, "照片、PDF 或办公文档，每个不超过 20 MB，最多 10 个。", "Photos, PDF or office files, up to 20 MB each, at most 10.")},
		{Kind: KindCheckbox, Name: "secret", Label: either(ctx, "请为本企业保密", "Please keep our name confidential"), Hint: either(ctx, "只有诉求中心和主办单位能看到企业信息。", "Only the centre and the lead bureau will see who asks.")},
		{Kind: KindRating, Name: "rating", Label: either(ctx, "您对办理结果满意吗？", "How satisfied are you?"), Value: "4"},
	}
}

func sampleBars(ctx context.Context) chart.Data {
	names := []string{either(ctx, "住房和城乡建设局", "Housing and Construction"), either(ctx, "生态环境局江海分局", "Ecology and Environment"),
		either(ctx, "自然资源局江海分局", "Natural Resources"), either(ctx, "经济促进局", "Economic Promotion")}
	return chart.Data{Title: either(ctx, "各单位办理情况", "By bureau"), Note: either(ctx, "2021年6月", "June 2021"), Head: either(ctx, "单位", "Bureau"),
		Labels: linked(names),
		Series: []chart.Series{
			{Name: either(ctx, "按时办结", "On time"), Values: []float64{6, 5, 4, 8}},
			{Name: either(ctx, "超期办结", "Late"), Values: []float64{2, 0, 1, 1}},
			{Name: either(ctx, "办理中", "In hand"), Values: []float64{1, 3, 0, 2}},
		}}
}

func linked(names []string) []chart.Label {
	labels := make([]chart.Label, len(names))
	for i, name := range names {
		labels[i] = chart.Label{Text: name, Href: "#charts"}
	}
	return labels
}

func sampleTrend(ctx context.Context) chart.Data {
	var labels []chart.Label
	for i := range 13 {
		month := time.Date(2020, time.Month(6+i), 1, 0, 0, 0, 0, time.UTC)
		labels = append(labels, chart.Label{Text: month.Format(either(ctx, "1月", "Jan")), Href: "#charts"})
	}
	return chart.Data{Title: either(ctx, "受理与办结趋势", "Received and closed"), Note: either(ctx, "近 13 个月", "13 months"), Unit: either(ctx, "件", ""), Head: either(ctx, "月份", "Month"),
		Labels: labels, Series: []chart.Series{
			{Name: either(ctx, "受理", "Received"), Values: []float64{18, 22, 19, 25, 31, 28, 24, 12, 20, 26, 27, 33, 36}},
			{Name: either(ctx, "办结", "Closed"), Values: []float64{16, 20, 21, 22, 27, 30, 25, 14, 15, 24, 28, 29, 28}},
		}}
}

func sampleShares(ctx context.Context) chart.Data {
	return chart.Data{Title: either(ctx, "诉求类别构成", "By group"), Unit: either(ctx, "件办结", "closed"), Head: either(ctx, "类别", "Group"),
		Labels: linked([]string{either(ctx, "民生事项", "Livelihood"), either(ctx, "审批服务", "Approvals"), either(ctx, "其他诉求", "Other requests")}),
		Series: []chart.Series{{Name: either(ctx, "办结", "Closed"), Values: []float64{4, 15, 9}}}}
}
