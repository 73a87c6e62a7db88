package app.feedtape.web.call;

import java.time.Duration;

/**
 * One synchronous call between services. Each stands in {@code docs/calls.md} with what happens
 * when the callee is down; a test fails on one that does not.
 *
 * @param callee the audience of the token, such as {@code billing-service}
 * @param method HTTP method
 * @param path with one {@code %s} per path variable
 * @param timeout for the whole exchange
 */
public record ServiceCall(String callee, String method, String path, Duration timeout) {}
