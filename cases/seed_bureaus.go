package cases

// Peer groups: bureaus are ranked among their like only.
const (
	PeerBureau  = "bureau"  // 区直部门
	PeerStreet  = "street"  // 街道
	PeerUtility = "utility" // 公用企业
)

// PeerWords is a peer group's name.
func PeerWords(peer string) Words {
	switch peer {
	case PeerStreet:
		return Words{"街道", "Streets"}
	case PeerUtility:
		return Words{"公用企业", "Public utilities"}
	}
	return Words{"区直部门", "Bureaus"}
}

// Peers lists the peer groups in the order pages show them.
func Peers() []string { return []string{PeerBureau, PeerStreet, PeerUtility} }

// seedBureaus are the units of a district (承办单位) that the routing rules need, and those companies ask for most.
var seedBureaus = []Bureau{
	{Code: "jcj", Name: Words{"经济促进局", "Economic Promotion Bureau"}, Peer: PeerBureau},
	{Code: "fgj", Name: Words{"发展和改革局", "Development and Reform Bureau"}, Peer: PeerBureau},
	{Code: "zjj", Name: Words{"住房和城乡建设局", "Housing and Urban-Rural Development Bureau"}, Peer: PeerBureau},
	{Code: "jtj", Name: Words{"交通运输局", "Transport Bureau"}, Peer: PeerBureau},
	{Code: "jjdd", Name: Words{"公安分局交警大队", "Traffic Police Brigade"}, Peer: PeerBureau},
	{Code: "hbj", Name: Words{"生态环境局江海分局", "Ecology and Environment Bureau, Jianghai Branch"}, Peer: PeerBureau},
	{Code: "zrzy", Name: Words{"自然资源局江海分局", "Natural Resources Bureau, Jianghai Branch"}, Peer: PeerBureau},
	{Code: "zsj", Name: Words{"政务服务数据管理局", "Government Services and Data Bureau"}, Peer: PeerBureau},
	{Code: "yjj", Name: Words{"应急管理局", "Emergency Management Bureau"}, Peer: PeerBureau},
	{Code: "rsj", Name: Words{"人力资源和社会保障局", "Human Resources and Social Security Bureau"}, Peer: PeerBureau},
	{Code: "swj", Name: Words{"税务局", "Tax Bureau"}, Peer: PeerBureau},
	{Code: "jrj", Name: Words{"金融工作局", "Finance Office"}, Peer: PeerBureau},
	{Code: "scjg", Name: Words{"市场监督管理局", "Market Regulation Bureau"}, Peer: PeerBureau},
	{Code: "jnjd", Name: Words{"江南街道办事处", "Jiangnan Street Office"}, Peer: PeerStreet},
	{Code: "whjd", Name: Words{"外海街道办事处", "Waihai Street Office"}, Peer: PeerStreet},
	{Code: "lljd", Name: Words{"礼乐街道办事处", "Lile Street Office"}, Peer: PeerStreet},
	{Code: "dx", Name: Words{"电信江海分公司", "China Telecom, Jianghai Branch"}, Peer: PeerUtility},
	{Code: "yd", Name: Words{"移动江海分公司", "China Mobile, Jianghai Branch"}, Peer: PeerUtility},
	{Code: "lt", Name: Words{"联通江海分公司", "China Unicom, Jianghai Branch"}, Peer: PeerUtility},
	{Code: "gs", Name: Words{"供水公司", "Water Supply Company"}, Peer: PeerUtility},
	{Code: "gd", Name: Words{"供电局", "Power Supply Bureau"}, Peer: PeerUtility},
}

// seedStreets are the streets of the district; the zone itself has no street office.
var seedStreets = []Street{
	{Code: "jiangnan", Name: Words{"江南街道", "Jiangnan Street"}, Bureau: "jnjd"},
	{Code: "waihai", Name: Words{"外海街道", "Waihai Street"}, Bureau: "whjd"},
	{Code: "lile", Name: Words{"礼乐街道", "Lile Street"}, Bureau: "lljd"},
	{Code: "gxq", Name: Words{"高新区", "Hi-tech Zone"}},
}
