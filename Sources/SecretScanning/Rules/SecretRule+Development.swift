extension SecretRule {
    /// Code hosting, packages, models and other tools of developers.
    static let development: [SecretRule] = [
        .token("github-personal-token", "a GitHub personal access token", "ghp_", Run(.word, 36...255)),
        .token("github-oauth-token", "a GitHub OAuth token", "gho_", Run(.word, 36...255)),
        .token("github-app-token", "a GitHub app's user token", "ghu_", Run(.word, 36...255)),
        .token("github-server-token", "a GitHub app's server token", "ghs_", Run(.word, 36...255)),
        .token("github-refresh-token", "a GitHub refresh token", "ghr_", Run(.word, 36...255)),
        .token("github-fine-grained-token", "a GitHub fine-grained token", "github_pat_", Run(.wordDash, 82)),
        .token("gitlab-token", "a GitLab personal access token", "glpat-", Run(.wordDashDot, 20...64)),
        .token("gitlab-runner-token", "a GitLab runner token", "glrt-", Run(.wordDash, 20...64)),
        .token("gitlab-deploy-token", "a GitLab deploy token", "gldt-", Run(.wordDash, 20...64)),
        .token("gitlab-trigger-token", "a GitLab trigger token", "glptt-", Run(.hex, 40)),
        .token("bitbucket-app-password", "a Bitbucket app password", "ATBB", Run(.word, 32)),
        .token("atlassian-token", "an Atlassian API token", "ATATT3", Run(.wordDashEqual, 180...220)),
        .assigned("atlassian-api-token", "an Atlassian API token", "atlassian", Run(.word, 24)),
        .assigned("bitbucket-client-secret", "a Bitbucket client secret", "bitbucket", Run(.wordDash, 64)),
        .token("npm-token", "an npm token", "npm_", Run(.word, 36)),
        .token("pypi-token", "a PyPI token", "pypi-AgEIcHlwaS5vcmc", Run(.wordDash, 50...1000)),
        .token("rubygems-token", "a RubyGems token", "rubygems_", Run(.hex, 48)),
        .token("clojars-token", "a Clojars token", "CLOJARS_", Run(.word, 60)),
        .token("packagist-token", "a Private Packagist token", "packagist_uut_", Run(.hex, 68)),
        .token("packagist-org-token", "a Private Packagist token", "packagist_ort_", Run(.hex, 68)),
        .token("docker-token", "a Docker personal access token", "dckr_pat_", Run(.wordDash, 27)),
        .token("docker-org-token", "a Docker organisation token", "dckr_oat_", Run(.wordDash, 32)),
        .assigned(
            "docker-config-auth",
            "a registry login of a Docker configuration",
            #""auth""#,
            Run(.base64, 20...400)
        ),
        .token("hugging-face-token", "a Hugging Face token", "hf_", Run(.word, 34...40)),
        .token("openai-project-key", "an OpenAI project key", "sk-proj-", Run(.wordDash, 40...200)),
        .token("openai-service-key", "an OpenAI service account key", "sk-svcacct-", Run(.wordDash, 40...200)),
        .token("openai-key", "an OpenAI key", "sk-", Run(.word, 20), .literal("T3BlbkFJ"), .run(Run(.word, 20))),
        .token("anthropic-key", "an Anthropic key", "sk-ant-", Run(.wordDash, 80...120)),
        .token("replicate-token", "a Replicate token", "r8_", Run(.word, 37)),
        .token("groq-key", "a Groq key", "gsk_", Run(.word, 52)),
        .token("postman-key", "a Postman key", "PMAK-", Run(.hex, 24), .literal("-"), .run(Run(.hex, 34))),
        .token("linear-key", "a Linear key", "lin_api_", Run(.word, 40)),
        .assigned("linear-client-secret", "a Linear client secret", "linear", Run(.hex, 32)),
        .token("sentry-token", "a Sentry token", "sntrys_", Run(.base64, 60...300)),
        .token("sentry-user-token", "a Sentry user token", "sntryu_", Run(.hex, 64)),
        .token("sonar-token", "a SonarQube token", "squ_", Run(.hex, 40)),
        .token("figma-token", "a Figma token", "figd_", Run(.wordDash, 40...64)),
        .token("notion-token", "a Notion token", "ntn_", Run(.word, 46)),
        .token("age-secret-key", "an age secret key", "AGE-SECRET-KEY-1", Run(.upper, 58)),
        Self(
            id: "private-key",
            title: "a private key",
            shape: .enclosed(from: "-----BEGIN ", label: "PRIVATE KEY", to: "-----END ")
        ),
        Self(
            id: "jwt",
            title: "a JSON web token",
            shape: .token([
                .literal("eyJ"), .run(Run(.wordDash, 14...2000)), .literal(".eyJ"), .run(Run(.wordDash, 14...8000)),
                .literal("."), .run(Run(.wordDash, 10...2000)),
            ])
        ),
    ]
}
