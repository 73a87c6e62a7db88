package app.feedtape.gateway.ratelimit;

import app.feedtape.gateway.route.LimitScope;
import app.feedtape.web.token.AccessToken;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** Whose bucket it is. Every key names payer and account, or an address where nobody signed in. */
final class BucketKeys {

    private static final String PREFIX = "limit:";
    private static final int NETWORK_BYTES = 8;

    private BucketKeys() {}

    /**
     * @param cleared how often an operator cleared it: every time it is another bucket, here and in
     *     Redis alike, and the one before ends by itself
     */
    static String account(LimitScope scope, AccessToken token, long cleared) {
        return anew(
                PREFIX + scope.wireName() + ":" + token.payerId() + ":" + token.accountId(),
                cleared);
    }

    static String key(AccessToken.Key key, long cleared) {
        return anew(PREFIX + LimitScope.KEY.wireName() + ":" + key.id(), cleared);
    }

    private static String anew(String key, long cleared) {
        return cleared == 0 ? key : key + ":" + cleared;
    }

    /** An IPv6 client has a whole /64 to call from, so all of it is one. */
    static String address(LimitScope scope, String address) {
        return PREFIX + scope.wireName() + ":address:" + network(address);
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        InetAddress parsed = InetAddress.ofLiteral(address);
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES)
                : parsed.getHostAddress();
    }
}
