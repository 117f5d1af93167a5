package cases

import "testing"

func TestCheckUSCC(t *testing.T) {
	for code, want := range map[string]struct{ shaped, checked bool }{
		"91350100M000100Y43":  {true, true}, // the sample of GB 32100-2015
		"9144030071526726XG":  {true, true},
		"914403001922038216":  {true, true},
		"91110000802100433B":  {true, true},
		"91350100M0001TGQXM":  {true, false}, // lawful early codes that do not fit
		"91350211M0000XUF46":  {true, false},
		"91350203M0001FUE2P":  {true, false},
		"91350100M000100Y44":  {true, false},
		"91350100m000100y43":  {},
		"91350100M000100Y4":   {},
		"91350100M000100Y433": {},
		"91350100MI00100Y43":  {},
		"91350100M000100Y4Z":  {},
		"":                    {},
		"一二三四五六":              {}, // 18 bytes
	} {
		if shaped, checked := CheckUSCC(code); shaped != want.shaped || checked != want.checked {
			t.Errorf("%q: shaped %v, checked %v; want %v", code, shaped, checked, want)
		}
	}
}

// The check digit finds every slip of one character.
func TestUSCCFindsSlips(t *testing.T) {
	const right = "91350100M000100Y43"
	for i := range right {
		for _, sign := range usccAlphabet {
			slip := right[:i] + string(sign) + right[i+1:]
			if _, checked := CheckUSCC(slip); checked != (slip == right) {
				t.Errorf("%s passes for %s", slip, right)
			}
		}
	}
}

func TestMaskPhone(t *testing.T) {
	for phone, want := range map[string]string{"13800138000": "138****8000", "0750-3861234": "075*****1234", "110": "***", "": ""} {
		if got := MaskPhone(phone); got != want {
			t.Errorf("%q is shown as %q, want %q", phone, got, want)
		}
	}
}
