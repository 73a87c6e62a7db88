package app.feedtape.web.token;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Another service calling an {@code /internal/**} endpoint.
 *
 * @param name such as {@code tts-service} or {@code operator}
 * @param operator the signed-in operator it calls for, as auth-service has checked; null when it
 *     calls for itself
 */
public record ServiceCaller(String name, @Nullable UUID operator) {}
