package desk

import (
	"fmt"
	"strings"

	"chunfeng/importer/finding"
)

// A RefusedError says in Chinese why something that the actor may see cannot
// be done, with a stable code. It is the only error whose text users see.
type RefusedError struct {
	Code     string       // stable, see Reasons
	Words    []string     // what fills {1}, {2} … of the detail
	Choices  []Choice     // what could be said instead: units, periods, held returns
	Findings finding.List // of F001, F002, F004: what the file is and what to do
}

// A Choice is one answer that would have been taken.
type Choice struct {
	Value string // as the request would say it: a unit code, a period's name, a return's id
	Name  string // as clerks read it
}

// A Reason is what is known of a refusal's code. Status is the HTTP status
// that answers it.
type Reason struct {
	Code    string
	Status  int
	Title   string // Chinese
	Detail  string // Chinese, {1} stands for the first word
	English string // the title in English
}

// Reasons lists every refusal.
func Reasons() []Reason { return append([]Reason(nil), reasons[:]...) }

var reasons = [...]Reason{
	{"F001", 415, "不是工作簿", "{1}", "Not a workbook"},
	{"F002", 415, "有打开密码", "{1}", "Password-protected"},
	{"F004", 413, "超出上限", "{1}", "Over a limit"},
	{"busy", 503, "服务器正忙", "此刻报送的文件太多，未及读取；这次报送的时间已登记，请稍后再报", "Busy"},
	{"empty_file", 422, "没有文件", "请选择要报送的工作簿", "No file"},
	{"unit_unknown", 422, "不能确定报送单位", "文件中没有写明报送单位，或写的不是本单位，请指明", "Unit cannot be told"},
	{"period_unknown", 422, "不能确定报送期", "文件中没有写明报送期，请指明是哪一期", "Period cannot be told"},
	{"period_closed", 409, "该期已截止汇总", "截至{1}的一期已经关闭；要更正的请写明理由，由市级采纳", "Period is closed"},
	{"form_unknown", 422, "没有这张表", "没有名为“{1}”的表式", "No such form"},
	{"form_not_filed", 422, "本单位不报这张表", "“{1}”不由这类单位报送", "Form is not filed by this unit"},
	{"nil_stock", 422, "不能零报告", "“{1}”反映截至某日的状况，没有变化也要照实填报，不能零报告", "No nil report on a stock form"},
	{"reason_needed", 422, "请写明理由", "这一步要写明理由", "A reason is needed"},
	{"text_needed", 422, "请写说明", "请填写对存疑问题的说明", "An explanation is needed"},
	{"nothing_to_explain", 422, "没有要说明的问题", "所选的问题不存在，或不是存疑问题", "Nothing to explain"},
	{"not_open", 409, "不能这样做", "报表现为“{1}”，不能{2}", "Not possible in this state"},
	{"not_allowed", 403, "没有这项权限", "这一步由{1}办理", "Not allowed"},
	{"closed_for_good", 409, "该期已截止汇总", "截至{1}的一期已经关闭，不能撤回；可以写明理由报送更正", "Period is closed"},
	{"not_newest", 409, "不是最新一版", "这一版之后又报送了第{1}版，请在最新一版上办理", "Not the newest version"},
	{"changed_meanwhile", 409, "情况已有变化", "办理期间有人改动了同一内容，请刷新后再试", "Changed meanwhile"},
	{"column_unknown", 422, "没有这一列", "{1}", "No such column or field"},
	{"original_gone", 409, "原件已不保存", "原件已按保存期限清除，不能重新读取", "Original is no longer kept"},
	{"choice_unknown", 422, "没有这种处理", "“{1}”类冲突不能这样处理", "No such choice"},
	{"decided", 409, "已有决定", "这处冲突已有决定，要改的请先撤销", "Already decided"},
	{"held_undecided", 409, "还有待说明的报表", "请对每份待说明的报表选择带疑计入（写明理由）或不计入", "Held returns are undecided"},
	{"nothing_filed", 409, "没有可汇总的报表", "截至这一期还没有收到报表", "Nothing is filed"},
	{"already_void", 409, "已经作废", "第{1}期简报已经作废", "Already void"},
	{"text_wrong", 422, "段落不能用", "{1}", "Paragraph cannot be used"},
	{"alias_taken", 422, "别名不能用", "{1}", "Alias cannot be used"},
	{"no_webhook", 409, "没有设置催报地址", "服务没有设置发送催报的地址；请复制文字自行发送", "No webhook is set"},
	{"webhook_busy", 503, "催报还在发送", "前面的催报还没有发完，请稍后再试", "Webhook is busy"},
	{"period_already", 409, "不需要再做", "截至{1}的一期已经是这样", "Already so"},
}

// Reason is what is known of the error's code.
func (e *RefusedError) Reason() Reason {
	for _, r := range reasons {
		if r.Code == e.Code {
			return r
		}
	}
	return Reason{Code: e.Code, Status: 409, Title: "不能办理", Detail: "不能办理", English: "Refused"}
}

// Title is the short Chinese name of the refusal.
func (e *RefusedError) Title() string { return e.Reason().Title }

// Detail is the Chinese sentence.
func (e *RefusedError) Detail() string {
	s := e.Reason().Detail
	for i, w := range e.Words {
		s = strings.ReplaceAll(s, fmt.Sprintf("{%d}", i+1), w)
	}
	return s
}

// Error is the code with the detail.
func (e *RefusedError) Error() string { return e.Code + ": " + e.Detail() }

func refuse(code string, words ...string) *RefusedError {
	return &RefusedError{Code: code, Words: words}
}
