package problem

import "chunfeng/server/desk"

// A Code is what is known of one kind of answer. Codes are never reused.
type Code struct {
	Code    string
	Status  int
	Title   string // Chinese
	Detail  string // Chinese, {1} stands for the first word
	English string // the title in English

	retry int // seconds for Retry-After
}

// How long to wait before the next try, in seconds.
const (
	retryBusy     = 10
	retryThrottle = 900 // the window in which failures are counted
)

// codes are those that the service adds to the desk's.
var codes = [...]Code{
	{"bad_request", 400, "请求有误", "{1}", "Bad request", 0},
	{"not_signed_in", 401, "请先登录", "没有登录，或登录已经过期", "Not signed in", 0},
	{"denied", 401, "不能登录", "登录名或密码不对，或凭证已经失效", "Denied", 0},
	{"forbidden", 403, "没有这项权限", "这个账号不能办理这一步", "Not allowed", 0},
	{"change_password", 403, "请先修改密码", "首次登录须先修改密码，然后才能办理", "Password must be changed first", 0},
	{"cross_site", 403, "请求来自其他网站", "为防止冒用，只接受本系统页面发出的请求", "Cross-site request", 0},
	{"not_found", 404, "没有找到", "没有这一项，或无权查看", "Not found", 0},
	{"method", 405, "不支持这种请求", "这个地址不支持所用的请求方法", "Method not allowed", 0},
	{"slow", 408, "上传太慢", "数据到得太慢，连接已中断；请检查网络后重新报送", "Too slow", 0},
	{"login_taken", 409, "登录名已被使用", "请换一个登录名", "Log-in name is taken", 0},
	{"changed_meanwhile", 409, "情况已有变化", "办理期间有人改动了同一内容，请刷新后再试", "Changed meanwhile", 0},
	{"too_large", 413, "超出上限", "请求内容太大，上限为{1}", "Too large", 0},
	{"media_type", 415, "请求格式不对", "请按接口说明的格式发送", "Unsupported media type", 0},
	{"invalid", 422, "请求内容不对", "{1}", "Invalid request", 0},
	{"password_weak", 422, "密码太简单", "密码至少10个字符；不足16个字符的，要有大写字母、小写字母、数字、符号中的三种；不得包含登录名", "Password is too weak", 0},
	{"throttled", 429, "尝试次数过多", "登录失败次数过多，请15分钟后再试", "Too many attempts", retryThrottle},
	{"gone", 499, "请求已取消", "请求在办完之前已被取消", "Request was cancelled", 0},
	{"internal", 500, "系统出错了", "请把编号告诉管理员", "Internal error", 0},
	{"busy", 503, "服务器正忙", "此刻的请求太多，请稍后再试", "Busy", retryBusy},
	{"unavailable", 503, "暂时不能办理", "数据库暂时不能使用，什么也没有改变，请稍后再试", "Temporarily unavailable", retryBusy},
	{"full", 507, "磁盘已满", "服务器磁盘已满，什么也没有改变，请告诉管理员", "Disk is full", 0},
}

// Codes lists every code that the service answers with, the desk's first.
func Codes() []Code {
	var out []Code
	seen := map[string]bool{}
	for _, r := range desk.Reasons() {
		out = append(out, Code{r.Code, r.Status, r.Title, r.Detail, r.English, 0})
		seen[r.Code] = true
	}
	for _, c := range codes {
		if !seen[c.Code] {
			out = append(out, c)
		}
	}
	return out
}
