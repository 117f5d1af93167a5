package demo

import (
	"context"
	"fmt"
	"sync"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
)

// Password is the one password of every sample account.
const Password = "Jianghai-2021"

// Guest is a sign-in that stands for its role.
type Guest struct {
	Role  cases.Role
	Login string
	Name  string
}

// Guests are one sign-in for each role, in the order the pages name them.
func Guests() []Guest {
	return []Guest{
		{cases.RoleCompany, "company1", "晨帆照明"}, {cases.RoleLiaison, "liaison1", "联络员 罗静"},
		{cases.RoleCentre, "centre1", "诉求中心 苏敏"}, {cases.RoleOfficer, "officer-zjj", "住建局经办人"},
		{cases.RoleChief, "chief-zjj", "住建局分管领导"}, {cases.RoleLeader, "leader1", "区领导 郑朗"},
		{cases.RoleAdmin, "admin", "管理员 温宁"}, {cases.RoleAuditor, "auditor1", "审计 邹平"},
	}
}

// cast are the people who play.
type cast struct {
	centre, caller cases.Actor // one routes, another calls back
	leaders        []cases.Actor
	liaisons       []cases.Actor
	officers       map[string]cases.Actor // by bureau
	chiefs         map[string]cases.Actor
	firms          []*firm
	accounts       []accounts.Person // of all of them
}

var surnames = []rune("赵周吴徐孙朱马胡郭何高林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶")

var givenNames = []string{"敏", "静怡", "国强", "丽华", "志明", "晓峰", "嘉欣", "伟东", "雅文", "建业", "思远", "子晴", "俊杰", "慧玲", "家豪", "秋月", "立新", "海燕", "永康", "若彤"}

func nameOf(n int) string {
	return string(surnames[n*7%len(surnames)]) + givenNames[n*3%len(givenNames)]
}

// people makes the accounts and the companies, each through its owner. They cannot sign in yet.
func (s *Stage) people(ctx context.Context, bureaus []cases.Bureau) (*cast, error) {
	c := &cast{officers: map[string]cases.Actor{}, chiefs: map[string]cases.Actor{}}
	add := func(p accounts.Person) (cases.Actor, error) {
		p.Active = true
		saved, err := s.Accounts.Save(ctx, cases.Actor{Name: "样例数据", Role: cases.RoleSystem}, p)
		if err != nil {
			return cases.Actor{}, fmt.Errorf("sample account %s: %w", p.Login, err)
		}
		c.accounts = append(c.accounts, saved)
		return saved.Actor(), nil
	}
	if err := c.hireStaff(add); err != nil {
		return nil, err
	}
	for i, b := range bureaus {
		officer, err := add(accounts.Person{Login: "officer-" + b.Code, Name: nameOf(i), Role: cases.RoleOfficer, Bureau: b.Code, Email: "officer-" + b.Code + "@example.com"})
		if err != nil {
			return nil, err
		}
		chief, err := add(accounts.Person{Login: "chief-" + b.Code, Name: nameOf(i + 37), Role: cases.RoleChief, Bureau: b.Code})
		if err != nil {
			return nil, err
		}
		c.officers[b.Code], c.chiefs[b.Code] = officer, chief
	}
	c.firms = firmsFor(c.liaisons)
	for i, f := range c.firms {
		if err := s.enrol(ctx, f); err != nil {
			return nil, err
		}
		var err error
		if f.actor, err = add(accounts.Person{Login: fmt.Sprintf("company%d", i+1), Name: f.Contact, Role: cases.RoleCompany,
			Company: f.ID, Phone: f.Phone}); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// hireStaff makes the people who belong to no bureau.
func (c *cast) hireStaff(add func(accounts.Person) (cases.Actor, error)) error {
	for _, hire := range []struct {
		login, name string
		role        cases.Role
		as          func(cases.Actor)
	}{
		{"admin", "温宁", cases.RoleAdmin, func(cases.Actor) {}},
		{"centre1", "苏敏", cases.RoleCentre, func(a cases.Actor) { c.centre = a }},
		{"centre2", "方晓岚", cases.RoleCentre, func(a cases.Actor) { c.caller = a }},
		{"leader1", "郑朗", cases.RoleLeader, func(a cases.Actor) { c.leaders = append(c.leaders, a) }},
		{"leader2", "黎岸", cases.RoleLeader, func(a cases.Actor) { c.leaders = append(c.leaders, a) }},
		{"auditor1", "邹平", cases.RoleAuditor, func(cases.Actor) {}},
		{"liaison1", "罗静", cases.RoleLiaison, func(a cases.Actor) { c.liaisons = append(c.liaisons, a) }},
		{"liaison2", "欧阳柏", cases.RoleLiaison, func(a cases.Actor) { c.liaisons = append(c.liaisons, a) }},
		{"liaison3", "简月", cases.RoleLiaison, func(a cases.Actor) { c.liaisons = append(c.liaisons, a) }},
		{"liaison4", "区志行", cases.RoleLiaison, func(a cases.Actor) { c.liaisons = append(c.liaisons, a) }},
		{"liaison5", "聂文", cases.RoleLiaison, func(a cases.Actor) { c.liaisons = append(c.liaisons, a) }},
		{"liaison6", "翁晴", cases.RoleLiaison, func(a cases.Actor) { c.liaisons = append(c.liaisons, a) }},
	} {
		a, err := add(accounts.Person{Login: hire.login, Name: hire.name, Role: hire.role})
		if err != nil {
			return err
		}
		hire.as(a)
	}
	return nil
}

// enrol stores a company.
func (s *Stage) enrol(ctx context.Context, f *firm) error {
	f.CreatedAt = s.Clock.Now()
	return s.DB.Write(ctx, func(q *db.Q) (err error) {
		f.ID, err = cases.InsertCompany(ctx, q, f.Company)
		return err
	})
}

// passwords gives everybody the same password. Hashing is dear, so as many are hashed at a time as the accounts allow.
func (s *Stage) passwords(ctx context.Context, all []accounts.Person) error {
	var wg sync.WaitGroup
	failed := make([]error, len(all))
	for i, p := range all {
		wg.Go(func() {
			failed[i] = s.Accounts.SetPassword(ctx, cases.Actor{Name: "样例数据", Role: cases.RoleSystem}, p.ID, Password)
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
