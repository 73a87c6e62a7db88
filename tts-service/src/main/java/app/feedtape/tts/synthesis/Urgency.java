package app.feedtape.tts.synthesis;

/** Whether somebody waits for the sound: the provider's budget goes to those first. */
enum Urgency {
    /** A listener hears the silence. */
    INTERACTIVE,
    /** Made ahead of being heard. It takes what nobody waits for, and never nothing. */
    BACKGROUND
}
