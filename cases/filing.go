package cases

// Filing is a new request: for which company, with what was filled in. Key makes a repeated filing by the same person
// one case.
type Filing struct {
	Company int64 // ignored for a company account, which files for itself
	Input   Input
	Files   []int64
	Key     string
}

// Open makes a new case of a filing, and lets the routing rules carry it on where one fits. It is pure.
func Open(a Actor, company Company, no string, f Filing, m Moment) (Change, error) {
	c := &Case{Standing: Standing{Company: company.ID, Liaison: company.Liaison}, No: no, CompanyName: company.Name}
	filed, err := c.Apply(a, Command{Action: File, Input: f.Input}, m)
	if err != nil {
		return Change{}, err
	}
	c = filed.Case
	routing := m.Refs.SuggestFor(c)
	c.RouteReason = routing.Reason
	if !routing.Found {
		return filed, nil
	}
	routed, err := c.Apply(Router, routing.Command(), m)
	if err != nil {
		return Change{}, err
	}
	routed.Events = append(filed.Events, routed.Events...)
	return routed, nil
}
