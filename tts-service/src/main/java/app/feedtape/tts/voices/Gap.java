package app.feedtape.tts.voices;

import app.feedtape.tts.language.Language;

/** A woman's or a man's voice that the provider has not, in a language by an engine. */
public record Gap(Language language, VoiceEngine engine, boolean female) {}
