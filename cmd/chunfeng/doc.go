// Command chunfeng reads the Excel returns of a labour bureau's campaign,
// checks and merges them, and makes the consolidated briefing in Excel and
// PDF. It is the only place where the parts are put together.
//
// Exit codes: 0 done, 1 could not, 2 wrong usage, 3 done but some returns are
// refused or files unreadable.
package main
