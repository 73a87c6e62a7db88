package app.feedtape.billing;

import app.feedtape.test.ServiceHouseRules;

class HouseRulesTest extends ServiceHouseRules {

    HouseRulesTest() {
        super(BillingService.class);
    }
}
