// Package server puts the service together: one Echo with the API, the pages,
// health and metrics, and what every request must get through first.
//
// Headers, bodies and answers have their times and sizes; a body must keep up a
// least rate, so that nobody holds a place by sending slowly. What fails is
// answered by package problem, once. Shutting down waits for what is under way.
// It opens no database and reads no settings: cmd does.
package server
