package app.feedtape.localstack.launcher;

/** What `./feedtape help` prints: only what exists. */
final class Help {
    static final String TEXT =
            """
            ./feedtape COMMAND

              up [--foreground]           build what is missing, start everything, stay behind as a supervisor
              down                        stop everything
              status [--json]             how it is doing; exit code 0 only when all is ready
              logs [PART] [-f]            what a part says (a service, world, postgres, kafka, redis, supervisor)
              demo [--long | --money]     the main job on real input, through the gateway, every step checked;
                                          or a long article in each of the six languages, and how soon it sounds;
                                          or the life of a subscription, which moves the stack's time two months ahead
              seed                        accounts to try things out with; moves the stack's time a month ahead, once
              admin ...                   the operators' command line, see below; --json everywhere
              reset                       stop and forget all data, keep secrets and what was built
              clock advance PERIOD        move everybody's time forward together, such as P8D or PT1H
              clock set TIME | reset      to a moment such as 2027-01-31T23:59:58Z; back to the machine's time
              database bootstrap [--print]  make database, schemas and roles, or print the SQL that does
              database migrate            bring every schema up to date and end; then FEEDTAPE_MIGRATE=check ./feedtape up
              environment SERVICE         the variables to run a service with from an IDE (up with FEEDTAPE_WITHOUT=SERVICE)
              help                        this

            ./feedtape admin role EMAIL admin|support|listener
                             plan EMAIL PLAN [--days N] [--reason TEXT]
                             user EMAIL
                             purchases EMAIL        what somebody bought or was given, and why it is as it is
                             suspend EMAIL, activate EMAIL
                             sessions revoke EMAIL
                             limits clear EMAIL [--scopes api,speech,...]
                             replay TOPIC           dead letters of a topic, once more to those who refused them
                             keys rotate
                             ledger verify
                             reconcile              everything bought, compared with the stores and repaired
                             decision ID            why a request was refused, by the id that its answer carried
                             read-model rebuild

            Ports and folders are moved by FEEDTAPE_GATEWAY_PORT, FEEDTAPE_AUTH_PORT, ..._MANAGEMENT_PORT,
            FEEDTAPE_WORLD_PORT, FEEDTAPE_SMTP_PORT, FEEDTAPE_POSTGRES_PORT, FEEDTAPE_KAFKA_PORT, FEEDTAPE_REDIS_PORT
            and FEEDTAPE_DATA. Real ones are used where FEEDTAPE_POSTGRES_URL, KAFKA_BOOTSTRAP_SERVERS, REDIS_URL,
            POLLY_ENDPOINT, STRIPE_API_BASE, APP_STORE_BUNDLE_ID, PLAY_PACKAGE, GITHUB_URL, GOOGLE_CLIENT_ID, APPLE_CLIENT_ID or SMTP_HOST
            are set. See docs/configuration.md.
            """;

    private Help() {}
}
