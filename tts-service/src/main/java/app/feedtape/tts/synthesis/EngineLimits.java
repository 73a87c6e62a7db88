package app.feedtape.tts.synthesis;

import app.feedtape.tts.voices.VoiceEngine;

/**
 * What the provider allows for one engine, over all instances. Figures: Polly's quotas page, 2026.
 * The bucket and the calls at once are kept a little smaller than the provider's: a call that was
 * on its way for half a second (neural) or an eighth of one (standard) is then still none too many,
 * and neither is one that we gave up and the provider has not noticed yet.
 *
 * @param perSecond refilled evenly
 * @param burst calls without a pause when nothing was asked before
 * @param atOnce calls under way
 */
record EngineLimits(int perSecond, int burst, int atOnce) {

    static EngineLimits of(VoiceEngine engine) {
        return switch (engine) {
            case STANDARD -> new EngineLimits(80, 90, 76);
            case NEURAL -> new EngineLimits(8, 6, 17);
            case GENERATIVE -> new EngineLimits(8, 6, 25);
        };
    }
}
