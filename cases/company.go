package cases

import (
	"strings"
	"time"
)

// Company is an enterprise (企业) that files requests.
type Company struct {
	ID        int64
	Name      string
	USCC      string // unified social credit code
	Street    string
	Industry  string
	Scale     string // large 规上, key 重点, or empty
	Contact   string
	Phone     string
	Visits    string // when it may be called or visited (宁静服务)
	Liaison   int64  // person paired with it, 0 for none
	State     CompanyState
	CreatedAt time.Time
}

// CompanyState says whether the centre has confirmed a registration.
type CompanyState string

// The states of a registration.
const (
	CompanyPending   CompanyState = "pending"   // 待确认
	CompanyConfirmed CompanyState = "confirmed" // 已确认
	CompanyRefused   CompanyState = "refused"   // 未通过
)

// usccAlphabet and usccWeights are those of GB 32100-2015: 31 signs without I O S V Z, weights 3^i mod 31.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CheckUSCC checks a unified social credit code (统一社会信用代码, GB 32100-2015): shaped says whether it has 18
// permitted signs; checked whether its check digit fits. Some lawful early codes fail the check digit, so that is
// a reason to warn and never one to refuse.
func CheckUSCC(code string) (shaped, checked bool) {
	if len(code) != 18 {
		return false, false
	}
	sum, weight := 0, 1
	for i, sign := range code[:17] {
		value := strings.IndexRune(usccAlphabet, sign)
		if value < 0 {
			return false, false
		}
		if i > 0 {
			weight = weight * 3 % 31
		}
		sum += value * weight
	}
	last := strings.IndexByte(usccAlphabet, code[17])
	return last >= 0, last == (31-sum%31)%31
}

// MaskPhone hides the middle of a telephone number: 138****8000.
func MaskPhone(phone string) string {
	r := []rune(phone)
	if len(r) < 7 {
		return strings.Repeat("*", len(r))
	}
	for i := range r[:len(r)-4] {
		if i >= 3 {
			r[i] = '*'
		}
	}
	return string(r)
}
