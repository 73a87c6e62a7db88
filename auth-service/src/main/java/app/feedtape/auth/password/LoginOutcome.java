package app.feedtape.auth.password;

import app.feedtape.auth.refresh.TokenPair;

/** What the right password leads to. */
public sealed interface LoginOutcome {

    /** A signed-in device. */
    record SignedIn(TokenPair pair) implements LoginOutcome {}

    /**
     * No session yet: something else has to be proven first.
     *
     * @param challenge what the next call has to bring along
     */
    record SecondFactorRequired(String challenge) implements LoginOutcome {

        @Override
        public String toString() {
            return "SecondFactorRequired[hidden]";
        }
    }
}
