package app.feedtape.auth.key;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.token.AccessTokens;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.KeySecret;
import org.springframework.stereotype.Service;

/** A secret becomes a token of a minute that the house understands. */
@Service
class KeyExchange {

    private final ApiKeys keys;
    private final Accounts accounts;
    private final AccessTokens tokens;
    private final KeyUsage usage;

    KeyExchange(ApiKeys keys, Accounts accounts, AccessTokens tokens, KeyUsage usage) {
        this.keys = keys;
        this.accounts = accounts;
        this.tokens = tokens;
        this.usage = usage;
    }

    /** The token, and the key's version it was made of. */
    record Exchanged(AccessTokens.Issued token, long version) {}

    /** Unknown, ended and foreign secrets are all the same 404. */
    Exchanged exchange(KeySecret secret) {
        ApiKeys.Recognized recognized = keys.recognize(secret).orElseThrow(KeyExchange::unknown);
        ApiKey key = recognized.key();
        Account account = accounts.find(key.accountId()).orElseThrow(KeyExchange::unknown);
        if (account.status() == Account.Status.SUSPENDED) {
            throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
        }
        if (!account.isActive()) {
            throw unknown();
        }
        usage.note(key.id());
        Integer rate = key.requestsPerMinute();
        return new Exchanged(
                tokens.issue(
                        new AccessTokens.KeyBearer(
                                key.accountId(),
                                key.organizationId(),
                                key.id(),
                                key.scopeNames(),
                                rate == null ? 0 : rate,
                                recognized.endsAt())),
                key.version());
    }

    static Refusal unknown() {
        return ErrorCode.NOT_FOUND.because("This is no API key in use.");
    }
}
