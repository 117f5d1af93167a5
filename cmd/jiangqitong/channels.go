package main

import (
	"fmt"
	"time"

	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// smtp says how mail leaves the house. Without a host none does.
type smtp struct {
	Host     string `help:"Mail server; empty sends no mail."`
	Port     int    `help:"Its port; 0 for that of the encryption: 587, 465 or 25."`
	User     string `help:"User name, if it asks for one."`
	Password string `secret:"" help:"Password of that user; better given by JQT_SMTP_PASSWORD."`
	From     string `help:"Sender, such as 江企通 <jqt@example.gov.cn>."`
	MaxFile  int    `default:"10" help:"Largest workbook that goes with a mail, in MiB; of a larger one the mail says where it is."`
	Security string `default:"starttls" enum:"starttls,tls,none" help:"Encryption: ${enum}."`
}

// sms says how short messages leave the house: by a request to the province's gateway, made from templates over {{to}},
// {{text}}, {{id}} and {{time}}. Without a URL none does.
type sms struct {
	URL     string            `name:"url" help:"Address of the gateway, a template; empty sends no short messages."`
	Method  string            `default:"POST" help:"Method of the request."`
	Header  map[string]string `secret:"" help:"Headers of the request, templates, such as Authorization=…."`
	Body    string            `help:"Body of the request, a template, such as {\"mobile\":{{to|json}},\"content\":{{text|json}}}."`
	Success string            `help:"Regular expression that the answer to an accepted message matches; empty takes any 2xx."`
}

// channels are the ways out of the house that are set up. Group robots and webhooks need nothing here: their addresses
// are an administrator's.
func (s settings) channels() ([]notify.Channel, error) {
	http := channels.HTTPSettings{AllowPrivate: s.AllowPrivate, Now: time.Now}
	list := []notify.Channel{channels.NewWeCom(http), channels.NewDingTalk(http), channels.NewFeishu(http), channels.NewWebhook(http)}
	if s.SMTP.Host != "" {
		mail, err := channels.NewMail(channels.MailSettings{Host: s.SMTP.Host, Port: s.SMTP.Port, Security: channels.Security(s.SMTP.Security),
			User: s.SMTP.User, Password: s.SMTP.Password, From: s.SMTP.From})
		if err != nil {
			return nil, fmt.Errorf("%w; check --smtp-* or JQT_SMTP_*", err)
		}
		list = append(list, mail)
	}
	if s.SMS.URL != "" {
		messages, err := channels.NewSMS(channels.SMSSettings{HTTPSettings: http, Method: s.SMS.Method, URL: s.SMS.URL, Header: s.SMS.Header,
			Body: s.SMS.Body, Success: s.SMS.Success})
		if err != nil {
			return nil, fmt.Errorf("%w; check --sms-* or JQT_SMS_*", err)
		}
		list = append(list, messages)
	}
	return list, nil
}
