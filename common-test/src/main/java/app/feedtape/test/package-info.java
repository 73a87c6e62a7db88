/**
 * What every room's tests stand on: real engines, a test identity, a clock that can be moved, the
 * house rules.
 */
@org.jspecify.annotations.NullMarked
package app.feedtape.test;
