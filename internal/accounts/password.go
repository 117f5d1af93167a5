package accounts

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"jiangqitong/cases"
)

// cost is how dear a guess is: passes over memory of so many KiB in so many lanes.
type cost struct {
	passes, memory uint32
	lanes          uint8
}

// present is the cost of new hashes, the argon2id minimum of the OWASP Password Storage Cheat Sheet.
var present = cost{passes: 2, memory: 19 * 1024, lanes: 1}

const (
	saltLen = 16 // bytes
	hashLen = 32 // bytes
)

// hashPassword makes the PHC string that is stored: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func hashPassword(password string) string {
	salt := make([]byte, saltLen)
	rand.Read(salt) // never fails
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, present.memory, present.passes, present.lanes,
		encode(salt), encode(present.hash(password, salt)))
}

func encode(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func (c cost) hash(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.passes, c.memory, c.lanes, hashLen)
}

// checkPassword says whether the password fits the stored string, and whether that was made at an older cost. An
// empty or broken string fits nothing, after the same work as any other, so that time does not tell who has an account.
func checkPassword(password, stored string) (ok, old bool) {
	c, salt, want := parseStored(stored)
	if want == nil {
		c, salt = present, make([]byte, saltLen)
	}
	got := c.hash(password, salt)
	return subtle.ConstantTimeCompare(got, want) == 1, c != present
}

// parseStored takes a PHC string apart; want is nil when it is not one.
func parseStored(stored string) (c cost, salt, want []byte) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); n != 3 || err != nil || c.passes == 0 || c.lanes == 0 {
		return c, nil, nil
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return c, nil, nil
	}
	want, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != hashLen {
		return c, nil, nil
	}
	return c, salt, want
}

// The lengths of a password, in characters.
const (
	MinPassword = 10
	MaxPassword = 128
)

// obvious are parts that people add a digit or two to and call it a password.
var obvious = []string{"password", "passw0rd", "qwertyuiop", "1qaz2wsx", "qazwsxedc", "iloveyou", "admin", "letmein", "welcome",
	"woaini", "jiangqitong", "mima", "88888888", "66666666", "abc123", "123456", "654321", "112233"}

// MadeUpPassword makes a password of 80 random bits in groups that are easy to read out and to type.
func MadeUpPassword() string {
	text := strings.ToLower(rand.Text())
	return strings.Join([]string{text[0:4], text[4:8], text[8:12], text[12:16]}, "-")
}

// CheckPassword says in a sentence why a password is not good enough for the login, nil when it is.
func CheckPassword(login, password string) *cases.Problem {
	length, folded := utf8.RuneCountInString(password), strings.ToLower(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return invalid("password", "密码含有无法识别的字符，请重新输入。", "The password contains characters that cannot be read; type it again.")
	case length < MinPassword:
		return invalid("password", fmt.Sprintf("密码至少 %d 个字符，可以用一句话。", MinPassword),
			fmt.Sprintf("A password has at least %d characters; a short sentence is fine.", MinPassword))
	case length > MaxPassword:
		return invalid("password", fmt.Sprintf("密码最多 %d 个字符。", MaxPassword), fmt.Sprintf("A password has at most %d characters.", MaxPassword))
	case login != "" && strings.Contains(folded, foldLogin(login)):
		return invalid("password", "密码不能包含用户名，请换一个。", "The password must not contain the login; choose another.")
	case fewSigns(folded) || guessable(folded):
		return invalid("password", "这个密码太容易猜到，请换一个，比如几个不相干的词。", "That password is easy to guess; choose another, such as a few unrelated words.")
	}
	return nil
}

// fewSigns says whether the password is made of fewer than five different characters.
func fewSigns(password string) bool {
	signs := []rune(password)
	slices.Sort(signs)
	return len(slices.Compact(signs)) < 5
}

// guessable says whether little is left once the obvious parts are taken out, or whether it runs along the
// alphabet or the digits.
func guessable(password string) bool {
	rest := password
	for _, part := range obvious {
		rest = strings.ReplaceAll(rest, part, "")
	}
	if len(rest) < len(password) && utf8.RuneCountInString(rest) < 6 {
		return true
	}
	signs, steps := []rune(password), 0
	for i := 1; i < len(signs); i++ {
		if d := signs[i] - signs[i-1]; d == 1 || d == -1 || d == 0 {
			steps++
		}
	}
	return steps*4 >= (len(signs)-1)*3
}
