package app.feedtape.tts.synthesis;

import app.feedtape.web.problem.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What hearing a text would come to at this moment.
 *
 * @param alreadyPaid characters of segments the payer paid for before
 * @param remaining of the payer's day once this is charged, or now when it would be refused; null
 *     when unlimited, or when billing cannot say and nothing is to pay
 * @param estimatedMillis how long it takes to hear
 * @param refusal what asking for the sound would be answered; null when it would be heard
 */
record Preview(
        Listening listening,
        long alreadyPaid,
        @Nullable Long remaining,
        long estimatedMillis,
        @Nullable Refusal refusal) {}
