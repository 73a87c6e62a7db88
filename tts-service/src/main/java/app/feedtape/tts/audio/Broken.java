package app.feedtape.tts.audio;

/** Not sound one may hand on. */
public record Broken(String why) implements Reading {}
