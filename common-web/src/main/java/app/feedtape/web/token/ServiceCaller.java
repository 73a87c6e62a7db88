package app.feedtape.web.token;

/**
 * Another service calling an {@code /internal/**} endpoint.
 *
 * @param name such as {@code tts-service} or {@code operator}
 */
public record ServiceCaller(String name) {}
