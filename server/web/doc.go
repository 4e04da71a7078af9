// Package web is the pages: what clerks, firms and the city see in a browser,
// in Chinese, served by the same binary. html/template makes them, a little
// script of our own and htmx (vendored) make them quicker; without script
// everything but progress and the live table still works.
//
// Pages hold no rules: they ask package desk what may be done and auth who
// asks, and print what comes back. Every page bears a strict Content Security
// Policy; there is no inline script, no inline style, nothing from elsewhere.
//
// One file a page, with its template of the same name in templates/.
package web
