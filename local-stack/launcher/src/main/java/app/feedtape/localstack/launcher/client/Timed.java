package app.feedtape.localstack.launcher.client;

import java.time.Duration;

/**
 * An answer and when it came.
 *
 * @param firstByte from asking to the first byte of the body
 * @param whole from asking to the last one
 */
public record Timed(Answer answer, Duration firstByte, Duration whole) {}
