package api

import (
	"context"
	"net/http"

	"jiangqitong/cases"
)

type phoneAsked struct {
	Numbered
	RawBody []byte `contentType:"application/json"`
}

// Phone is the contact's number in full.
type Phone struct {
	No           string `json:"no" example:"JQ210630-482137" doc:"诉求编号 | Number of the request"`
	ContactName  string `json:"contact_name" example:"陈经理" doc:"联系人 | Contact"`
	ContactPhone string `json:"contact_phone" example:"13800138000" doc:"联系电话全号 | Phone in full"`
}

type phoneAnswer struct{ Body Phone }

// purposeFields ask what the number is for.
var purposeFields = []cases.Field{{Name: "purpose", Kind: cases.LineField, Label: cases.Words{Zh: "用途", En: "Purpose"}, Required: true, Max: cases.MaxLine}}

func (s *server) phoneOperation() {
	op := register(s, operation{id: "showPhone", method: http.MethodPost, path: "/cases/{no}/phone", tag: tagCases,
		summary: cases.Words{Zh: "查看联系电话全号", En: "Show the phone in full"},
		more: cases.Words{Zh: "只给需要联系企业的人：诉求中心、主办和协办单位、联络员。须写明用途；谁在什么时候、为什么查看，记入审计日志。",
			En: "For those who have to call the company: the centre, lead and co-bureaus, and its liaison. State what it is for; who looks, when and why is kept in the access log."},
		errors: []int{http.StatusForbidden, http.StatusNotFound, http.StatusRequestEntityTooLarge}}, s.showPhone)
	op.RequestBody = bodyOf(purposeFields, true)
}

func (s *server) showPhone(ctx context.Context, in *phoneAsked) (*phoneAnswer, error) {
	b, err := readBody(in.RawBody, purposeFields)
	if err != nil {
		return nil, err
	}
	if err := s.checkBody(ctx, b, purposeFields); err != nil {
		return nil, err
	}
	view, err := s.Desk.Read(ctx, actorOf(ctx), in.No)
	if err != nil {
		return nil, err
	}
	number, err := view.Phone()
	if err != nil {
		return nil, err
	}
	if err := s.Accounts.LogPhone(ctx, actorOf(ctx), view.No, b.input["purpose"], callOf(ctx).addr); err != nil {
		return nil, err
	}
	return &phoneAnswer{Phone{view.No, view.ContactName, number}}, nil
}
