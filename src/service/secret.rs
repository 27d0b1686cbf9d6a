//! Secrets: made, hashed, compared.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use uuid::Uuid;

use super::ServiceError;

/// Bytes of randomness in a token: more than anybody can try.
const TOKEN_BYTES: usize = 32;

/// A new token in hexadecimal.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_token() -> Result<String, ServiceError> {
    let mut bytes = [0; TOKEN_BYTES];
    fill(&mut bytes)?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}

/// A name that nothing else has (UUID version 4).
///
/// # Errors
/// When the system gives no randomness.
pub fn random_uuid() -> Result<Uuid, ServiceError> {
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// Fills a buffer with randomness.
///
/// # Errors
/// When the system gives none.
pub fn fill(bytes: &mut [u8]) -> Result<(), ServiceError> {
    getrandom::fill(bytes).map_err(|error| ServiceError::Secret(error.to_string()))
}

/// What the database keeps of a token: BLAKE3 in hexadecimal. Tokens are random, so a fast hash is enough.
pub fn token_hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

/// Whether two secrets are the same, in a time that doesn't tell how much of them is.
pub fn are_same(left: &str, right: &str) -> bool {
    // Comparing BLAKE3 hashes takes the same time whatever they are.
    blake3::hash(left.as_bytes()) == blake3::hash(right.as_bytes())
}

/// The hash of a password (Argon2id, in PHC string format). It takes a while, on a thread for such work.
///
/// # Errors
/// When the system gives no randomness, or the service stops.
pub async fn hash_password(password: String) -> Result<String, ServiceError> {
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| ServiceError::Secret(error.to_string()))
    })
    .await
    .map_err(|_| ServiceError::Stopping)?
}

/// Whether a password belongs to a hash; `None` takes as long and never does, so that nobody learns which handles
/// exist.
///
/// # Errors
/// When the service stops.
pub async fn is_password(password: String, password_hash: Option<String>) -> Result<bool, ServiceError> {
    tokio::task::spawn_blocking(move || match password_hash {
        Some(stored) => PasswordHash::new(&stored)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
        None => {
            // Only the time it takes is of use.
            let _ = Argon2::default().hash_password(password.as_bytes());
            false
        }
    })
    .await
    .map_err(|_| ServiceError::Stopping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_belongs_to_its_hash_alone() {
        let hash = hash_password("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        let cases = [("correct horse", Some(hash.clone()), true), ("wrong horse", Some(hash), false)];
        for (password, stored, expected) in cases {
            assert_eq!(is_password(password.to_owned(), stored).await.unwrap(), expected);
        }
        assert!(!is_password("anything".to_owned(), None).await.unwrap());
        assert!(!is_password("anything".to_owned(), Some("damaged".to_owned())).await.unwrap());
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(new_token().unwrap(), new_token().unwrap());
    }
}
