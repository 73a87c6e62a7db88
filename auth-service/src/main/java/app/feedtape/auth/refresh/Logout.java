package app.feedtape.auth.refresh;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Ends the session a refresh token belongs to. */
@Service
class Logout {

    private final RefreshTokens tokens;
    private final Sessions sessions;

    Logout(RefreshTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /**
     * @param caller who is signed in on the same request; somebody else's session is left alone
     */
    void end(OneTimeSecret token, @Nullable UUID caller) {
        PresentedToken presented =
                tokens.find(token.hash()).orElseThrow(RefreshTokenRotation::unknown);
        if (caller == null || caller.equals(presented.accountId())) {
            sessions.end(presented.sessionId(), presented.accountId(), EndReason.LOGOUT);
        }
    }
}
