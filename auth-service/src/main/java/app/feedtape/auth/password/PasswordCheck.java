package app.feedtape.auth.password;

import app.feedtape.auth.session.CurrentPassword;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks somebody who is signed in for their password again: five tries a minute. */
@Component
class PasswordCheck implements CurrentPassword {

    private final Passwords passwords;
    private final PasswordHashing hashing;
    private final Guesses guesses;

    PasswordCheck(Passwords passwords, PasswordHashing hashing, Guesses guesses) {
        this.passwords = passwords;
        this.hashing = hashing;
        this.guesses = guesses;
    }

    @Override
    public void require(UUID accountId, @Nullable String password) {
        Optional<String> hash = passwords.find(accountId);
        if (hash.isEmpty()) {
            return;
        }
        if (password == null) {
            throw wrong();
        }
        require(accountId, hash.get(), Password.parse(password, "password"));
    }

    void require(UUID accountId, String hash, Password password) {
        Guesses.Attempt attempt = guesses.take(accountId);
        boolean isRight;
        try {
            isRight = hashing.matches(password, hash);
        } catch (Refusal busy) {
            attempt.withdraw();
            throw busy;
        }
        if (!isRight) {
            throw wrong();
        }
        attempt.succeed();
    }

    static Refusal wrong() {
        return ErrorCode.INVALID_CREDENTIALS.because("The password is not right.");
    }
}
