//! The list of settings.

/// One setting.
pub(super) struct Setting {
    /// The key in the file; the flag and the variable are named alike.
    pub name: &'static str,
    /// What `--help` calls the value.
    pub value_name: &'static str,
    /// What holds when nobody sets it; empty where that depends on something else.
    pub default: &'static str,
    /// What `--help` says.
    pub help: &'static str,
}

/// Every setting.
pub(super) const SETTINGS: [Setting; 53] = [
    Setting {
        name: "addr",
        value_name: "HOST:PORT",
        default: "127.0.0.1:3000",
        help: "The IP address and port to listen on",
    },
    Setting {
        name: "data_dir",
        value_name: "DIR",
        default: "./data",
        help: "The folder with the database; it is made when there is none",
    },
    Setting {
        name: "base_url",
        value_name: "URL",
        default: "",
        help: "The site's own address as readers see it, such as https://blog.example.org [default: http:// and the \
               address to listen on]",
    },
    Setting {
        name: "log",
        value_name: "FORMAT",
        default: "auto",
        help: "How to log: text, json, or auto (text on a terminal, JSON otherwise)",
    },
    Setting {
        name: "log_level",
        value_name: "FILTER",
        default: "info",
        help: "What to log: error, warn, info, debug or trace, or a filter such as info,server=debug",
    },
    Setting {
        name: "page_cache_bytes",
        value_name: "BYTES",
        default: "33554432",
        help: "The most memory that readers' pages are kept in",
    },
    Setting {
        name: "state_cache_bytes",
        value_name: "BYTES",
        default: "16777216",
        help: "The most memory that posts are kept in",
    },
    Setting {
        name: "cache_control_max_age_seconds",
        value_name: "SECONDS",
        default: "0",
        help: "How long browsers and proxies may show a page of readers without asking again; 0 makes them always ask",
    },
    Setting {
        name: "interface_language",
        value_name: "WHOSE",
        default: "reader",
        help: "Whose language the words around a text are in: reader (what their browser asks for) or site",
    },
    Setting {
        name: "body_bytes_max",
        value_name: "BYTES",
        default: "16777216",
        help: "The largest body of a request that is taken",
    },
    Setting {
        name: "media_bytes_max",
        value_name: "BYTES",
        default: "33554432",
        help: "The largest file that is taken into the media library",
    },
    Setting {
        name: "media_pixels_max",
        value_name: "PIXELS",
        default: "50000000",
        help: "The largest picture that is taken, in pixels; looking at one takes four to twelve bytes of memory for each",
    },
    Setting {
        name: "request_timeout_seconds",
        value_name: "SECONDS",
        default: "30",
        help: "How long a request may take before it is given up",
    },
    Setting {
        name: "trusted_proxies",
        value_name: "NETWORKS",
        default: "",
        help: "Networks of the proxies whose X-Forwarded-For is believed, such as 127.0.0.1/32,10.0.0.0/8",
    },
    Setting {
        name: "sign_in_attempts_per_minute",
        value_name: "COUNT",
        default: "10",
        help: "How often a minute one address may try to sign in with one handle, before it has to wait",
    },
    Setting {
        name: "comments_per_minute",
        value_name: "COUNT",
        default: "6",
        help: "How often a minute somebody at one address may send a comment, before they have to wait",
    },
    Setting {
        name: "compact_after_days",
        value_name: "DAYS",
        default: "30",
        help: "Events older than so many days are sealed into segments while the blog is served; 0 leaves them",
    },
    Setting {
        name: "purge_trash_after_days",
        value_name: "DAYS",
        default: "0",
        help: "What posts said, and deleted files that nothing shows, are erased after so many days in the trash; 0 keeps them",
    },
    Setting {
        name: "compact_interval_seconds",
        value_name: "SECONDS",
        default: "3600",
        help: "How often the serving process looks for events to seal, posts to purge and search indexes to tidy",
    },
    Setting {
        name: "metrics_addr",
        value_name: "HOST:PORT",
        default: "",
        help: "An IP address and port of its own for /metrics [default: none]",
    },
    Setting {
        name: "metrics_public",
        value_name: "BOOL",
        default: "false",
        help: "Whether /metrics is also served to everybody at the site's own address: true or false",
    },
    Setting {
        name: "link_cards",
        value_name: "BOOL",
        default: "true",
        help: "Whether the editor makes cards of links, for which the site asks the pages they lead to: true or false",
    },
    Setting {
        name: "link_cards_allow",
        value_name: "NETWORKS",
        default: "",
        help: "Networks that are asked for link cards at any port, besides the public internet, such as 10.1.0.0/16",
    },
    Setting {
        name: "webmentions",
        value_name: "BOOL",
        default: "true",
        help: "Whether mentions are taken from other sites and told to them, for which their pages are asked: true or false",
    },
    Setting {
        name: "webmentions_allow",
        value_name: "NETWORKS",
        default: "",
        help: "Networks that are asked about mentions at any port, besides the public internet, such as 10.1.0.0/16",
    },
    Setting {
        name: "webmentions_per_minute",
        value_name: "COUNT",
        default: "30",
        help: "How often a minute a program at one address may tell of a mention, before it has to wait",
    },
    Setting {
        name: "smtp_url",
        value_name: "URL",
        default: "",
        help: "The server that takes letters with links for passwords, such as smtps://USER:PASSWORD@mail.example.org or \
               smtp://mail.example.org:587?tls=required; better in a file [default: none: links are given by hand]",
    },
    Setting { name: "smtp_url_file", value_name: "FILE", default: "", help: "The file with that address" },
    Setting {
        name: "smtp_from",
        value_name: "ADDRESS",
        default: "",
        help: "The sender of these letters, such as Blog <blog@example.org>",
    },
    Setting {
        name: "cluster_url",
        value_name: "URLS",
        default: "",
        help: "The servers of the log that several nodes share, such as nats://10.0.0.1:4222,nats://10.0.0.2:4222 \
               [default: none: this site stands alone]",
    },
    Setting {
        name: "cluster_name",
        value_name: "NAME",
        default: "lithair-blog",
        help: "The name of the cluster: letters, digits, hyphens and underscores",
    },
    Setting {
        name: "cluster_node",
        value_name: "NAME",
        default: "",
        help: "The name of this node among the others [default: the machine's]",
    },
    Setting { name: "cluster_user", value_name: "NAME", default: "", help: "The user at the log's servers" },
    Setting { name: "cluster_password", value_name: "PASSWORD", default: "", help: "Its password; better in a file" },
    Setting { name: "cluster_password_file", value_name: "FILE", default: "", help: "The file with its password" },
    Setting {
        name: "cluster_credentials_file",
        value_name: "FILE",
        default: "",
        help: "A file with a JWT and a key for the log's servers, instead of a user",
    },
    Setting {
        name: "cluster_ca_file",
        value_name: "FILE",
        default: "",
        help: "Certificates that vouch for the log's servers and the bucket, besides those of the system",
    },
    Setting {
        name: "cluster_certificate_file",
        value_name: "FILE",
        default: "",
        help: "The certificate that this node shows the log's servers",
    },
    Setting { name: "cluster_key_file", value_name: "FILE", default: "", help: "The key of that certificate" },
    Setting {
        name: "cluster_replicas",
        value_name: "COUNT",
        default: "3",
        help: "On how many servers the log is kept, when this node makes it: 1, 3 or 5",
    },
    Setting {
        name: "cluster_system_user",
        value_name: "NAME",
        default: "",
        help: "A user of the servers' system account: it proves that they write to disk before they answer",
    },
    Setting {
        name: "cluster_system_password",
        value_name: "PASSWORD",
        default: "",
        help: "Its password; better in a file",
    },
    Setting {
        name: "cluster_system_password_file",
        value_name: "FILE",
        default: "",
        help: "The file with its password",
    },
    Setting {
        name: "cluster_unsafe_sync",
        value_name: "BOOL",
        default: "false",
        help: "Whether servers are taken that don't prove it: true risks answered writes, false refuses to start",
    },
    Setting {
        name: "cluster_wait_seconds",
        value_name: "SECONDS",
        default: "0",
        help: "How long the first connection to the log is tried again",
    },
    Setting {
        name: "cluster_snapshot_after",
        value_name: "COUNT",
        default: "10000",
        help: "After so many writes the cluster keeps a snapshot for new nodes, and lets go of older ones",
    },
    Setting {
        name: "cluster_lag_max",
        value_name: "COUNT",
        default: "1000",
        help: "A node that is more writes behind says at /readyz that it is not ready",
    },
    Setting {
        name: "cluster_bucket",
        value_name: "NAME",
        default: "",
        help: "A bucket that speaks S3, which keeps images for all nodes [default: none: the log's servers do]",
    },
    Setting {
        name: "cluster_bucket_endpoint",
        value_name: "URL",
        default: "",
        help: "Where the bucket is, such as https://s3.example.org [default: Amazon's]",
    },
    Setting { name: "cluster_bucket_region", value_name: "NAME", default: "us-east-1", help: "The bucket's region" },
    Setting { name: "cluster_bucket_key", value_name: "NAME", default: "", help: "The access key for the bucket" },
    Setting {
        name: "cluster_bucket_secret",
        value_name: "SECRET",
        default: "",
        help: "The secret of that key; better in a file",
    },
    Setting { name: "cluster_bucket_secret_file", value_name: "FILE", default: "", help: "The file with that secret" },
];
