package accounts

import (
	"net/netip"
	"slices"
)

// Networks are where staff may work from; none means anywhere. Companies are never limited.
type Networks []netip.Prefix

var errNetwork = forbidden("工作人员只能从单位网络登录和办理。请接入单位网络，或请管理员把本网络加入允许范围。",
	"Staff can sign in and work from the office networks only. Use one of them, or ask the administrator to allow this one.")

// Admit returns a Problem for a member of staff who comes from elsewhere. addr is without port.
func (n Networks) Admit(p Person, addr string) error {
	if len(n) == 0 || !p.Role.Staff() {
		return nil
	}
	ip, err := netip.ParseAddr(addr)
	if err == nil && slices.ContainsFunc(n, func(in netip.Prefix) bool { return in.Contains(ip.Unmap().WithZone("")) }) {
		return nil
	}
	return errNetwork
}
