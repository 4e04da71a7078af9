// Package problem turns whatever went wrong into one answer: an HTTP status, a
// stable code, and a Chinese sentence for whoever asked (RFC 9457,
// application/problem+json). It is the one error handler of the service.
//
// Refusals of the desk speak for themselves; what else users may be told stands
// in the table of this package. Of any other error they learn a ticket number,
// and the log the rest.
package problem
