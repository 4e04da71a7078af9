// Package desk is what a clerk can do, once: hand in, explain, withdraw, send
// back, admit, close, decide, draft, issue, remind. The API, the pages and the
// commands call it and hold no rules of their own.
//
// Every call says who acts. What that actor may not see is store.ErrNotFound,
// like what is not there; what he may see but not do now is a RefusedError,
// the only error whose text users see. Other errors are ours.
//
// A Desk reads workbooks with package importer, merges with importer/merge and
// keeps everything through store.Store, in one transaction an act, with one
// line of the audit log. It knows no HTTP, no SQL, no pages, no passwords; its
// clock, its ids and its limits are passed in.
package desk
