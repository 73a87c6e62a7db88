package app.feedtape.gateway;

import app.feedtape.test.ServiceHouseRules;

class HouseRulesTest extends ServiceHouseRules {
    HouseRulesTest() {
        super(GatewayApplication.class);
    }
}
