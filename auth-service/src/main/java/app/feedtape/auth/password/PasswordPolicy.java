package app.feedtape.auth.password;

import app.feedtape.auth.account.EmailAddress;
import app.feedtape.web.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a new password has to be. Old ones stay good for signing in. */
@Component
class PasswordPolicy {

    private static final int SHORTEST = 8;

    /** With so little besides a name everybody knows, a password is that name. */
    private static final int FEWEST_BESIDE_A_NAME = 6;

    private static final int SHORTEST_NAME = 4;
    private static final String PRODUCT = "feedtape";

    private final CommonPasswords common;

    PasswordPolicy(CommonPasswords common) {
        this.common = common;
    }

    /**
     * 400 WEAK_PASSWORD with {@code details.reasons}: {@code too_short}, {@code no_upper_case},
     * {@code no_lower_case}, {@code no_digit}, {@code common}, {@code own_name}.
     *
     * @param owner the address of whoever will use it, if known
     */
    void require(Password password, @Nullable EmailAddress owner) {
        List<String> reasons = reasons(password.normalized(), owner);
        if (!reasons.isEmpty()) {
            throw ErrorCode.WEAK_PASSWORD
                    .because(
                            "Please choose 8 to 128 characters with upper case, lower case and a digit, and nothing"
                                    + " that is easy to guess.")
                    .with("reasons", reasons);
        }
    }

    private List<String> reasons(String text, @Nullable EmailAddress owner) {
        List<String> reasons = new ArrayList<>();
        if (text.codePointCount(0, text.length()) < SHORTEST) {
            reasons.add("too_short");
        }
        if (text.codePoints().noneMatch(Character::isUpperCase)) {
            reasons.add("no_upper_case");
        }
        if (text.codePoints().noneMatch(Character::isLowerCase)) {
            reasons.add("no_lower_case");
        }
        if (text.codePoints().noneMatch(Character::isDigit)) {
            reasons.add("no_digit");
        }
        String folded = text.toLowerCase(Locale.ROOT);
        if (common.contains(folded)) {
            reasons.add("common");
        }
        if (isName(folded, PRODUCT) || owner != null && isOwn(folded, owner)) {
            reasons.add("own_name");
        }
        return reasons;
    }

    private static boolean isOwn(String folded, EmailAddress owner) {
        String address = owner.delivery();
        return isName(folded, address)
                || isName(folded, address.substring(0, address.indexOf('@')));
    }

    private static boolean isName(String folded, String name) {
        return name.length() >= SHORTEST_NAME
                && folded.contains(name)
                && folded.replace(name, "").length() < FEWEST_BESIDE_A_NAME;
    }
}
