package app.feedtape.auth.secondfactor;

import app.feedtape.web.problem.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What somebody shows as a second factor, not yet looked at. */
sealed interface ShownFactor {

    /** Six digits of the authenticator app. */
    record Code(String digits) implements ShownFactor {

        private static final Pattern FORM = Pattern.compile("[0-9]{6}");

        @Override
        public String toString() {
            return "Code[hidden]";
        }
    }

    /** One of the codes for the day the phone is lost. */
    record Recovery(RecoveryCode code) implements ShownFactor {}

    /**
     * Reads the two members of a request, of which exactly one must be there.
     *
     * @throws Refusal 400 for none, both or what cannot be a code; it is not counted as a try
     */
    static ShownFactor of(@Nullable String code, @Nullable String recoveryCode) {
        if ((code == null) == (recoveryCode == null)) {
            throw Refusal.invalid("code", "Give either a code or a recovery code.");
        }
        if (recoveryCode != null) {
            return new Recovery(
                    RecoveryCode.parse(recoveryCode)
                            .orElseThrow(() ->
                                    Refusal.invalid(
                                            "recovery_code", "This is not a recovery code.")));
        }
        return code(code);
    }

    /**
     * Reads six digits.
     *
     * @throws Refusal 400 for what cannot be a code
     */
    static Code code(@Nullable String code) {
        if (code == null || !Code.FORM.matcher(code).matches()) {
            throw Refusal.invalid("code", "A code has six digits.");
        }
        return new Code(code);
    }
}
