//! A complete response, as the page cache keeps it: bytes, headers, and each encoding made once.
//!
//! Whatever depends on the request alone (which encoding, whether anything is sent at all) is left to the
//! server; whatever can be known beforehand is in here, so that a hit only copies references.

use std::io::Write;
use std::sync::OnceLock;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, LAST_MODIFIED};

use crate::domain::Timestamp;

/// Bodies shorter than this gain nothing by an encoding.
const ENCODED_BODY_BYTES_MIN: usize = 256;
/// What a page holds besides its bodies, roughly: the headers of four variants.
const OVERHEAD_BYTES: u64 = 4096;

/// A response that was just made.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The status.
    pub status: StatusCode,
    /// Every header that a later hit shall carry, `Content-Type` among them.
    pub headers: HeaderMap,
    /// The body, without an encoding.
    pub body: Bytes,
    /// When what it shows last changed, where that is known.
    pub last_modified: Option<Timestamp>,
    /// Whether it may be kept. What could be asked for under endlessly many addresses may not.
    pub is_cacheable: bool,
    /// How much work its encodings are worth.
    pub effort: Effort,
}

#[cfg(test)]
impl Rendered {
    /// A page of plain text that may be kept.
    pub(crate) fn of_text(text: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: text.into(),
            last_modified: None,
            is_cacheable: true,
            effort: Effort::Quick,
        }
    }
}

/// How much work the encodings of a page are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For what is made again after each change: about a millisecond.
    Quick,
    /// For what never changes while the program runs.
    Best,
}

/// A content coding (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The bytes as they are.
    Identity,
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
    /// Gzip.
    Gzip,
}

impl Encoding {
    /// The codings that make a body smaller, the smallest first.
    pub const SMALLEST_FIRST: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// The name in headers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// A page in one encoding.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The bytes to send.
    pub body: Bytes,
    /// Every header to send with them.
    pub headers: HeaderMap,
    /// The strong validator of just these bytes; absent from responses that nobody validates, such as errors.
    pub etag: Option<HeaderValue>,
}

/// A complete response.
#[derive(Debug)]
pub struct Page {
    status: StatusCode,
    last_modified: Option<Timestamp>,
    is_cacheable: bool,
    effort: Effort,
    identity: Variant,
    /// One for each of [`Encoding::SMALLEST_FIRST`]; empty inside where the encoding isn't worth it.
    encoded: [OnceLock<Option<Variant>>; 3],
}

impl Page {
    /// The page of a response, with its validators.
    pub fn new(rendered: Rendered) -> Self {
        let Rendered { status, mut headers, body, last_modified, is_cacheable, effort } = rendered;
        let last_modified = last_modified.filter(|_| status == StatusCode::OK);
        if let Some(date) = last_modified.and_then(|date| HeaderValue::try_from(date.to_http_date()).ok()) {
            headers.insert(LAST_MODIFIED, date);
        }
        let etag = (status == StatusCode::OK).then(|| entity_tag(&body, &headers, Encoding::Identity)).flatten();
        if let Some(etag) = &etag {
            headers.insert(ETAG, etag.clone());
        }
        let identity = Variant { body, headers, etag };
        let page = Self { status, last_modified, is_cacheable, effort, identity, encoded: Default::default() };
        if !page.is_compressible() {
            for slot in &page.encoded {
                slot.get_or_init(|| None);
            }
        }
        page
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// When what it shows last changed, where that is known.
    pub const fn last_modified(&self) -> Option<Timestamp> {
        self.last_modified
    }

    /// Whether it may be kept.
    pub const fn is_cacheable(&self) -> bool {
        self.is_cacheable
    }

    /// The page without an encoding.
    pub const fn identity(&self) -> &Variant {
        &self.identity
    }

    /// The page in that encoding, or as it is where the encoding isn't worth it; `None` until
    /// [`Page::encode`] has made it.
    pub fn variant(&self, encoding: Encoding) -> Option<&Variant> {
        match self.slot(encoding) {
            None => Some(&self.identity),
            Some(slot) => slot.get().map(|variant| variant.as_ref().unwrap_or(&self.identity)),
        }
    }

    /// Makes the encoding, unless it is there already. This keeps a processor busy for a while: call it where
    /// that disturbs nobody.
    pub fn encode(&self, encoding: Encoding) -> &Variant {
        let Some(slot) = self.slot(encoding) else { return &self.identity };
        slot.get_or_init(|| self.encoded_variant(encoding)).as_ref().unwrap_or(&self.identity)
    }

    /// The most memory that it will ever hold, all encodings made: each takes at most half of the body.
    pub fn weight_bytes(&self) -> u64 {
        OVERHEAD_BYTES + self.identity.body.len() as u64 * 5 / 2
    }

    fn slot(&self, encoding: Encoding) -> Option<&OnceLock<Option<Variant>>> {
        let index = Encoding::SMALLEST_FIRST.into_iter().position(|candidate| candidate == encoding)?;
        self.encoded.get(index)
    }

    fn is_compressible(&self) -> bool {
        let content_type = self.identity.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
        let is_text = media_type.starts_with("text/")
            || media_type.ends_with("+xml")
            || media_type.ends_with("json")
            || matches!(media_type, "application/xml" | "application/javascript" | "application/wasm");
        is_text && self.identity.body.len() >= ENCODED_BODY_BYTES_MIN
    }

    /// An encoding that doesn't halve the body isn't worth its memory.
    fn encoded_variant(&self, encoding: Encoding) -> Option<Variant> {
        let body = compress(&self.identity.body, encoding, self.effort).ok()?;
        if body.len() > self.identity.body.len() / 2 {
            return None;
        }
        let mut headers = self.identity.headers.clone();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.as_str()));
        let etag = self.identity.etag.as_ref().and_then(|_| entity_tag(&self.identity.body, &headers, encoding));
        if let Some(etag) = &etag {
            headers.insert(ETAG, etag.clone());
        }
        Some(Variant { body: body.into(), headers, etag })
    }
}

/// A validator of the bytes and of the type they are read as: the beginning of their BLAKE3 hash, and the
/// encoding's name.
fn entity_tag(body: &[u8], headers: &HeaderMap, encoding: Encoding) -> Option<HeaderValue> {
    let content_type = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let hash = blake3::Hasher::new().update(content_type).update(&[0]).update(body).finalize().to_hex();
    let hash = &hash[..32];
    let tag = match encoding {
        Encoding::Identity => format!("\"{hash}\""),
        _ => format!("\"{hash}-{}\"", encoding.as_str()),
    };
    HeaderValue::try_from(tag).ok()
}

fn compress(body: &[u8], encoding: Encoding, effort: Effort) -> std::io::Result<Vec<u8>> {
    let mut encoded = Vec::with_capacity(body.len() / 3);
    match encoding {
        Encoding::Identity => encoded.extend_from_slice(body),
        Encoding::Brotli => {
            let quality = if effort == Effort::Best { 11 } else { 5 };
            let parameters = brotli::enc::BrotliEncoderParams { quality, size_hint: body.len(), ..Default::default() };
            brotli::BrotliCompress(&mut &*body, &mut encoded, &parameters)?;
        }
        Encoding::Zstd => {
            let level = if effort == Effort::Best { 19 } else { 6 };
            encoded = zstd::bulk::compress(body, level)?;
        }
        Encoding::Gzip => {
            let level = if effort == Effort::Best { 9 } else { 6 };
            let mut encoder = flate2::write::GzEncoder::new(encoded, flate2::Compression::new(level));
            encoder.write_all(body)?;
            encoded = encoder.finish()?;
        }
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn rendered(content_type: &'static str, body: impl Into<Bytes>) -> Rendered {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Rendered {
            status: StatusCode::OK,
            headers,
            body: body.into(),
            last_modified: Some(Timestamp::from_milliseconds(1_000)),
            is_cacheable: true,
            effort: Effort::Quick,
        }
    }

    fn decoded(encoding: Encoding, body: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        match encoding {
            Encoding::Identity => plain.extend_from_slice(body),
            Encoding::Brotli => brotli::BrotliDecompress(&mut &*body, &mut plain).unwrap(),
            Encoding::Zstd => plain = zstd::stream::decode_all(body).unwrap(),
            Encoding::Gzip => {
                flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap();
            }
        }
        plain
    }

    #[test]
    fn every_encoding_comes_back_as_the_body_with_a_validator_of_its_own() {
        let text = "<p>The same words, again and again.</p>\n".repeat(100);
        for effort in [Effort::Quick, Effort::Best] {
            let page = Page::new(Rendered { effort, ..rendered("text/html; charset=utf-8", text.clone()) });
            let mut etags = vec![page.identity().etag.clone().unwrap()];
            for encoding in Encoding::SMALLEST_FIRST {
                assert!(page.variant(encoding).is_none(), "made before it was asked for");
                let variant = page.encode(encoding);
                assert_eq!(decoded(encoding, &variant.body), text.as_bytes());
                assert_eq!(variant.headers[CONTENT_ENCODING], encoding.as_str());
                assert_eq!(Some(&variant.headers[ETAG]), variant.etag.as_ref());
                etags.extend(page.variant(encoding).and_then(|variant| variant.etag.clone()));
            }
            let held: usize = Encoding::SMALLEST_FIRST.iter().map(|encoding| page.encode(*encoding).body.len()).sum();
            assert!((held + text.len()) as u64 <= page.weight_bytes());
            etags.sort_by(|left, right| left.as_bytes().cmp(right.as_bytes()));
            etags.dedup();
            assert_eq!(etags.len(), 4, "{etags:?}");
        }
    }

    #[test]
    fn what_gains_nothing_stays_as_it_is() {
        let noise: Vec<u8> = (0u32..200).flat_map(|number| *blake3::hash(&number.to_le_bytes()).as_bytes()).collect();
        let text = "The same words, again and again. ".repeat(100);
        let cases =
            [("image/png", text.clone().into_bytes()), ("text/plain", b"short".to_vec()), ("text/plain", noise)];
        for (content_type, body) in cases {
            let page = Page::new(rendered(content_type, body.clone()));
            for encoding in Encoding::SMALLEST_FIRST {
                let variant = page.encode(encoding);
                assert_eq!(variant.body, body);
                assert!(!variant.headers.contains_key(CONTENT_ENCODING));
            }
        }
    }

    #[test]
    fn the_validator_follows_the_bytes_and_their_type() {
        let etag = |content_type, body: &'static str| Page::new(rendered(content_type, body)).identity().etag.clone();
        assert_eq!(etag("text/html", "a"), etag("text/html", "a"));
        assert_ne!(etag("text/html", "a"), etag("text/html", "b"));
        assert_ne!(etag("text/html", "a"), etag("text/plain", "a"));
    }

    #[test]
    fn errors_have_no_validator() {
        let page = Page::new(Rendered { status: StatusCode::NOT_FOUND, ..rendered("text/html", "Not here.") });
        assert!(page.identity().etag.is_none());
        assert!(!page.identity().headers.contains_key(LAST_MODIFIED));
        assert_eq!(page.last_modified(), None);
    }
}
