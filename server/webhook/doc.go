// Package webhook hands reminders on to one address that the operator has set:
// a chat's robot, or a program of the bureau. Notices go in, requests go out.
//
// A notice is taken or turned down at once and sent by a goroutine of its own,
// so that no page ever waits for somebody else's server. Each request is signed,
// has a time limit and is tried a few times. The address comes from the
// operator's configuration alone, is never read from a request, and redirects
// are not followed.
package webhook
