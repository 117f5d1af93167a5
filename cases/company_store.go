package cases

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jiangqitong/internal/db"
)

// Tidy is the company with its texts trimmed and its credit code in capitals.
func (c Company) Tidy() Company {
	for _, field := range []*string{&c.Name, &c.USCC, &c.Street, &c.Industry, &c.Scale, &c.Contact, &c.Phone, &c.Visits} {
		*field = strings.TrimSpace(*field)
	}
	c.USCC = strings.ToUpper(c.USCC)
	return c
}

// Check lists what is wrong with a tidied company's fields, each with a sentence. Whether its street exists is
// looked up when it is stored. A check digit that does not fit is no fault.
func (c Company) Check() (bad Problems) {
	line := func(field, value string, required bool, zh, en string) {
		switch n := utf8.RuneCountInString(value); {
		case n == 0 && required:
			bad = append(bad, problem(Invalid, field, "请填写%[1]s。", "Please fill in the %[2]s.", zh, en))
		case n > MaxLine:
			bad = append(bad, problem(Invalid, field, "%[1]s有 %[3]d 字，最多 %[4]d 字。", "The %[2]s has %[3]d characters; at most %[4]d are allowed.", zh, en, n, MaxLine))
		case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl):
			bad = append(bad, problem(Invalid, field, "%[1]s含有无法识别的字符，请重新输入。", "The %[2]s contains characters that cannot be read; type it again.", zh, en))
		}
	}
	line("company_name", c.Name, true, "企业名称", "company's name")
	line("street", c.Street, true, "所属街道", "street")
	line("industry", c.Industry, false, "所属行业", "industry")
	line("contact", c.Contact, true, "联系人", "contact")
	line("visits", c.Visits, false, "方便联系的时间", "times for visits")
	if shaped, _ := CheckUSCC(c.USCC); c.USCC != "" && !shaped {
		bad = append(bad, problem(Invalid, "uscc", "统一社会信用代码应是 18 位数字和大写字母（不含 I、O、S、V、Z），请对照营业执照填写。",
			"A credit code has 18 digits and capitals (none of I, O, S, V, Z); copy it from the business licence."))
	}
	if !phone.MatchString(c.Phone) {
		bad = append(bad, problem(Invalid, "phone", "请填写电话号码，如 13800138000 或 0750-3861234。", "Please fill in a telephone number such as 13800138000 or 0750-3861234."))
	}
	if !slices.Contains([]string{"", "large", "key"}, c.Scale) {
		bad = append(bad, problem(Invalid, "scale", "没有这个规模选项，请从列表中选择。", "There is no such scale; pick one from the list."))
	}
	return bad
}

// InsertCompany stores a new company and returns its ID. A street that does not exist and a credit code that another
// company registered are Problems.
func InsertCompany(ctx context.Context, q *db.Q, c Company) (int64, error) {
	if known, err := db.Value[int64](ctx, q, "select count(*) from street where code = $1", c.Street); err != nil || known == 0 {
		return 0, orRefuse(err, problem(Invalid, "street", "没有这个街道，请从列表中选择。", "There is no such street; pick one from the list."))
	}
	taken, err := db.Value[int64](ctx, q, "select count(*) from company where uscc = $1 and uscc <> '' and state <> 'refused'", c.USCC)
	if err != nil || taken > 0 {
		return 0, orRefuse(err, problem(Invalid, "uscc", "这家企业已经注册，请向诉求中心申请增加账号。",
			"This company is registered already; ask the centre for another account."))
	}
	return db.Value[int64](ctx, q, `insert into company
		(name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
		c.Name, c.USCC, c.Street, c.Industry, c.Scale, c.Contact, c.Phone, c.Visits, c.Liaison, string(c.State), toMs(c.CreatedAt))
}

func orRefuse(err error, p *Problem) error {
	if err != nil {
		return err
	}
	return p
}

// SetCompanyState moves a company's registration from one state to another and returns it as it is then. It is a
// conflict when somebody else ruled on it first.
func SetCompanyState(ctx context.Context, q *db.Q, id int64, from, to CompanyState) (Company, error) {
	c, err := db.One(ctx, q, scanCompany, "update company set state = $1 where id = $2 and state = $3 returning "+companyColumns,
		string(to), id, string(from))
	if !errors.Is(err, sql.ErrNoRows) {
		return c, err
	}
	if known, err := HasCompany(ctx, q, id); err != nil || !known {
		return Company{}, orRefuse(err, problem(NotFound, "company", "没有找到这家企业。", "No such company was found."))
	}
	return Company{}, problem(Conflict, "company", "这家企业的注册已经处理过，请刷新页面查看。", "This registration has been ruled on already; reload to see how.")
}

// CompanyFilter narrows a list of companies; zero fields leave it wide.
type CompanyFilter struct {
	State   CompanyState
	Street  string
	Liaison int64
	Text    string // part of the name or of the credit code
	Cursor  string
	Limit   int // 200 when 0
}

// Companies pages through companies by ID.
func Companies(ctx context.Context, q *db.Q, f CompanyFilter) (Page[Company], error) {
	limit, text := f.Limit, strings.ToLower(strings.TrimSpace(f.Text))
	if limit <= 0 {
		limit = 200
	}
	if text != "" {
		text = "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
	}
	return PageByID(f.Cursor, false, limit, func(c Company) int64 { return c.ID }, func(walk Walk) ([]Company, error) {
		return db.All(ctx, q, scanCompany, "select "+companyColumns+` from company
		where id`+walk.Than+`$1 and ($2 = '' or state = $2) and ($3 = '' or street = $3) and (cast($4 as bigint) = 0 or liaison_id = $4)
		and ($5 = '' or lower(name) like $5 escape '!' or lower(uscc) like $5 escape '!')
		order by id`+walk.Order+` limit $6`, walk.ID, string(f.State), f.Street, f.Liaison, text, walk.Limit)
	})
}

// CompanyNamed finds the company with the full name or the credit code, the first that was registered where several have
// the name. A Problem with the field company says that there is none.
func CompanyNamed(ctx context.Context, q *db.Q, named string) (Company, error) {
	c, err := db.One(ctx, q, scanCompany, "select "+companyColumns+` from company
		where (name = $1 or uscc = $2) and state <> 'refused' order by id limit 1`, named, strings.ToUpper(named))
	if errors.Is(err, sql.ErrNoRows) {
		err = problem(Invalid, "company", "没有这家企业，请填写完整的企业名称或统一社会信用代码。", "There is no such company; type its full name or its credit code.")
	}
	return c, err
}

// HasCompany says whether there is a company with the ID.
func HasCompany(ctx context.Context, q *db.Q, id int64) (bool, error) {
	n, err := db.Value[int64](ctx, q, "select count(*) from company where id = $1", id)
	return n > 0, err
}

// HasBureau says whether there is a bureau with the code, active or not.
func HasBureau(ctx context.Context, q *db.Q, code string) (bool, error) {
	n, err := db.Value[int64](ctx, q, "select count(*) from bureau where code = $1", code)
	return n > 0, err
}
