package cases

import (
	"context"
	"errors"
	"strconv"

	"jiangqitong/internal/db"
)

// Companies lists companies for the people who look after them: the centre, administrators, leaders and auditors see
// all, a liaison those paired with them.
func (d *Desk) Companies(ctx context.Context, a Actor, f CompanyFilter) (Page[Company], error) {
	switch a.Role {
	case RoleCentre, RoleAdmin, RoleLeader, RoleAuditor:
	case RoleLiaison:
		f.Liaison = a.ID
	default:
		return Page[Company]{}, problem(Forbidden, "", "您不能查看企业名单。", "You may not read the list of companies.")
	}
	return Companies(ctx, d.db.Reader(), f)
}

// SaveCompany changes a company's particulars and the liaison paired with it; its registration's state stays as it
// is. The new liaison takes over the company's open cases. Liaison must be a person who is one, which the caller
// has checked. Cases keep the company's name as it was when they were filed.
func (d *Desk) SaveCompany(ctx context.Context, a Actor, company Company) (saved Company, err error) {
	if a.Role != RoleCentre && a.Role != RoleAdmin {
		return saved, problem(Forbidden, "", "企业资料由诉求中心或管理员修改。", "A company's particulars are changed by the centre or an administrator.")
	}
	m, err := d.Moment(ctx)
	if err != nil {
		return saved, err
	}
	company = company.Tidy()
	bad := company.Check()
	if _, ok := m.Refs.Street(company.Street); !ok && company.Street != "" {
		bad = append(bad, problem(Invalid, "street", "没有这个街道，请从列表中选择。", "There is no such street; pick one from the list."))
	}
	if len(bad) > 0 {
		return saved, bad
	}
	for range attempts {
		err = d.db.Write(ctx, func(q *db.Q) (err error) {
			saved, err = d.saveCompany(ctx, q, a, company, m)
			return err
		})
		if !errors.Is(err, errRaced) {
			return saved, err
		}
	}
	return saved, problem(Conflict, "", "这家企业的诉求正被多人同时办理，请稍后再试。", "The company's cases are being worked on right now; try again in a moment.")
}

func (d *Desk) saveCompany(ctx context.Context, q *db.Q, a Actor, company Company, m Moment) (Company, error) {
	before, err := companyByID(ctx, q, company.ID)
	if err != nil {
		return Company{}, err
	}
	if company.USCC != before.USCC {
		taken, err := db.Value[int64](ctx, q,
			"select count(*) from company where uscc = $1 and uscc <> '' and state <> 'refused' and id <> $2", company.USCC, company.ID)
		if err != nil || taken > 0 {
			return Company{}, orRefuse(err, problem(Invalid, "uscc", "另一家企业已经使用这个统一社会信用代码。", "Another company has this credit code already."))
		}
	}
	saved, err := db.One(ctx, q, scanCompany, `update company set name = $1, uscc = $2, street = $3, industry = $4, scale = $5,
		contact = $6, phone = $7, visits = $8, liaison_id = $9 where id = $10 returning `+companyColumns, company.Name, company.USCC,
		company.Street, company.Industry, company.Scale, company.Contact, company.Phone, company.Visits, company.Liaison, company.ID)
	if err != nil {
		return Company{}, err
	}
	err = d.record(ctx, q, a, RefChange{What: EditedCompany, Key: strconv.FormatInt(saved.ID, 10),
		Before: before.described(), After: saved.described()})
	if err != nil || saved.Liaison == before.Liaison {
		return saved, err
	}
	return saved, pairOpen(ctx, q, a, saved, m)
}

// pairOpen hands the company's open cases to its new liaison.
func pairOpen(ctx context.Context, q *db.Q, a Actor, company Company, m Moment) error {
	ids, err := db.All(ctx, q, db.Column[int64], "select id from cases where company_id = $1 and open order by id", company.ID)
	if err != nil {
		return err
	}
	by := Actor{ID: a.ID, Name: a.Name, Role: RoleSystem}
	input := Input{liaisonField.Name: strconv.FormatInt(company.Liaison, 10)}
	for _, id := range ids {
		before, err := load(ctx, q, "c.id = $1", id)
		if err != nil {
			return err
		}
		change, err := before.Apply(by, Command{Action: Pair, Input: input}, m)
		if err != nil {
			return err
		}
		if err := save(ctx, q, before, change, m); err != nil {
			return err
		}
	}
	return nil
}

// pair gives the case to the company's new liaison; 0 is none.
func pair(t *turn) error {
	id, err := strconv.ParseInt(t.in[liaisonField.Name], 10, 64)
	if err != nil || id < 0 {
		return liaisonField.wrong("应是人员编号。", "is the ID of a person.")
	}
	t.c.Liaison = id
	t.event.Data = map[string]string{liaisonField.Name: t.in[liaisonField.Name]}
	return nil
}

// described is the company as the audit keeps it: its telephone masked.
func (c Company) described() map[string]string {
	return map[string]string{"name": c.Name, "uscc": c.USCC, "street": c.Street, "industry": c.Industry, "scale": c.Scale,
		"contact": c.Contact, "phone": MaskPhone(c.Phone), "visits": c.Visits, "liaison_id": strconv.FormatInt(c.Liaison, 10)}
}

func companyByID(ctx context.Context, q *db.Q, id int64) (Company, error) {
	list, err := db.All(ctx, q, scanCompany, "select "+companyColumns+" from company where id = $1", id)
	if err != nil {
		return Company{}, err
	}
	if len(list) == 0 {
		return Company{}, problem(NotFound, "company", "没有找到这家企业。", "No such company was found.")
	}
	return list[0], nil
}
