package app.feedtape.tts.audio;

/** What came of reading bytes that ought to be sound. */
public sealed interface Reading permits Sound, Broken {}
