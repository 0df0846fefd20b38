extension SecretRule {
    /// Clouds, infrastructure and databases.
    static let clouds: [SecretRule] =
        ["AKIA", "ASIA", "AGPA", "AIDA", "AROA", "AIPA", "ANPA", "ANVA"].map {
            .token("aws-access-key-id", "an AWS access key id", $0, Run(.upper, 16))
        } + [
            .assigned("aws-secret-access-key", "an AWS secret access key", "aws_secret", Run(.base64, 40)),
            .assigned("aws-secret-access-key", "an AWS secret access key", "secretaccesskey", Run(.base64, 40)),
            .token("google-api-key", "a Google API key", "AIza", Run(.wordDash, 35)),
            .token("google-oauth-token", "a Google OAuth token", "ya29.", Run(.wordDash, 20...400)),
            .token("google-oauth-secret", "a Google OAuth client secret", "GOCSPX-", Run(.wordDash, 28)),
            .token("alibaba-access-key-id", "an Alibaba access key id", "LTAI", Run(.word, 20)),
            .assigned("alibaba-secret-key", "an Alibaba secret key", "alibaba", Run(.word, 30)),
            .assigned("azure-storage-key", "an Azure storage key", "accountkey", Run(.base64, 88)),
            .token("digitalocean-token", "a DigitalOcean token", "dop_v1_", Run(.hex, 64)),
            .token("digitalocean-oauth-token", "a DigitalOcean OAuth token", "doo_v1_", Run(.hex, 64)),
            .token("digitalocean-refresh-token", "a DigitalOcean refresh token", "dor_v1_", Run(.hex, 64)),
            .assigned("heroku-api-key", "a Heroku API key", "heroku", Run(.uuid, 36)),
            .token("heroku-token", "a Heroku token", "HRKU-", Run(.wordDash, 36...64)),
            .token("databricks-token", "a Databricks token", "dapi", Run(.hex, 32)),
            .token("doppler-token", "a Doppler token", "dp.pt.", Run(.word, 43)),
            .token("planetscale-password", "a PlanetScale password", "pscale_pw_", Run(.wordDashDot, 32...64)),
            .token("planetscale-token", "a PlanetScale token", "pscale_tkn_", Run(.wordDashDot, 32...64)),
            .token("pulumi-token", "a Pulumi token", "pul-", Run(.hex, 40)),
            .token("vault-token", "a HashiCorp Vault token", "hvs.", Run(.wordDash, 24...256)),
            .token("vault-batch-token", "a HashiCorp Vault batch token", "hvb.", Run(.wordDash, 24...512)),
            .token("fastly-token", "a Fastly token", "fastly_", Run(.wordDash, 32)),
            .assigned("fastly-api-key", "a Fastly API key", "fastly", Run(.wordDash, 32)),
            .assigned("mapbox-key", "a Mapbox key", "mapbox", Run(.wordDashDot, 60...120)),
            .token("mapbox-secret-token", "a Mapbox secret token", "sk.eyJ", Run(.wordDash, 50...120)),
            .token("scaleway-key", "a Scaleway access key", "SCW", Run(.upper, 17)),
            .token("supabase-key", "a Supabase service key", "sbp_", Run(.hex, 40)),
            .token(
                "dynatrace-token",
                "a Dynatrace token",
                "dt0c01.",
                Run(.upper, 24),
                .literal("."),
                .run(Run(.upper, 64))
            ),
            .token("grafana-service-account", "a Grafana service account token", "glsa_", Run(.word, 32)),
            .token("grafana-cloud-token", "a Grafana Cloud token", "glc_", Run(.base64, 32...400)),
            .token("grafana-api-key", "a Grafana API key", "eyJrIjoi", Run(.base64, 40...400)),
            .token("new-relic-user-key", "a New Relic user key", "NRAK-", Run(.upper, 27)),
            .token("new-relic-ingest-key", "a New Relic browser key", "NRJS-", Run(.hex, 19)),
            .token("new-relic-insights-key", "a New Relic insights key", "NRII-", Run(.wordDash, 32)),
            .token(
                "cloudflare-origin-key",
                "a Cloudflare origin CA key",
                "v1.0-",
                Run(.hex, 24),
                .literal("-"),
                .run(Run(.hex, 146))
            ),
            .token("terraform-cloud-token", "a Terraform Cloud token", "atlasv1.", Run(.wordDashEqual, 60...70)),
        ]
}
