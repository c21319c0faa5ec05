-- --------------------------------------------------------
-- Host:                         10.0.0.250
-- Server version:               10.11.6-MariaDB - mariadb.org binary distribution
-- Server OS:                    debian-linux-gnu
-- HeidiSQL Version:             12.6.0.6765
-- --------------------------------------------------------

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;


-- Dumping database structure for glance
CREATE DATABASE IF NOT EXISTS `glance` /*!40100 DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci */;
USE `glance`;

-- Dumping structure for table glance.alembic_version
CREATE TABLE IF NOT EXISTS `alembic_version` (
  `version_num` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`version_num`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.alembic_version: ~1 rows (approximately)
INSERT INTO `alembic_version` (`version_num`) VALUES
	('2024_1_contract01');

-- Dumping structure for table glance.image_locations
CREATE TABLE IF NOT EXISTS `image_locations` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `image_id` varchar(36) NOT NULL,
  `value` text DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL,
  `meta_data` text DEFAULT NULL,
  `status` varchar(30) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_image_locations_image_id` (`image_id`),
  CONSTRAINT `image_locations_ibfk_1` FOREIGN KEY (`image_id`) REFERENCES `images` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.image_locations: ~1 rows (approximately)
INSERT INTO `image_locations` (`id`, `image_id`, `value`, `created_at`, `updated_at`, `deleted_at`, `deleted`, `meta_data`, `status`) VALUES
	(1, 'a1b2c3d4-0000-4000-8000-000000000002', 'rbd://fsid/images/x/snap', '2023-02-03 04:05:06', NULL, NULL, 0, '{\"store\": \"rbd\"}', 'active');

-- Dumping structure for table glance.image_members
CREATE TABLE IF NOT EXISTS `image_members` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `image_id` varchar(36) NOT NULL,
  `member` varchar(255) DEFAULT NULL,
  `can_share` tinyint(1) NOT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL,
  `status` varchar(30) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_image_members_image_id` (`image_id`),
  CONSTRAINT `image_members_ibfk_1` FOREIGN KEY (`image_id`) REFERENCES `images` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.image_members: ~1 rows (approximately)
INSERT INTO `image_members` (`id`, `image_id`, `member`, `can_share`, `created_at`, `updated_at`, `deleted_at`, `deleted`, `status`) VALUES
	(1, 'a1b2c3d4-0000-4000-8000-000000000004', 'p-guest', 0, '2023-02-03 04:05:06', '2024-06-01 10:20:30', '2024-06-01 10:20:30', 1, 'accepted');

-- Dumping structure for table glance.image_properties
CREATE TABLE IF NOT EXISTS `image_properties` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `image_id` varchar(36) NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `value` text DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_image_properties_image_id` (`image_id`),
  CONSTRAINT `image_properties_ibfk_1` FOREIGN KEY (`image_id`) REFERENCES `images` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.image_properties: ~1 rows (approximately)
INSERT INTO `image_properties` (`id`, `image_id`, `name`, `value`, `created_at`, `updated_at`, `deleted_at`, `deleted`) VALUES
	(1, 'a1b2c3d4-0000-4000-8000-000000000002', 'os_distro', 'ubuntu', '2023-02-03 04:05:06', NULL, NULL, 0);

-- Dumping structure for table glance.image_tags
CREATE TABLE IF NOT EXISTS `image_tags` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `image_id` varchar(36) NOT NULL,
  `value` varchar(255) DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_image_tags_image_id` (`image_id`),
  CONSTRAINT `image_tags_ibfk_1` FOREIGN KEY (`image_id`) REFERENCES `images` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.image_tags: ~1 rows (approximately)
INSERT INTO `image_tags` (`id`, `image_id`, `value`, `created_at`, `updated_at`, `deleted_at`, `deleted`) VALUES
	(1, 'a1b2c3d4-0000-4000-8000-000000000002', 'base', '2023-02-03 04:05:06', NULL, NULL, 0);

-- Dumping structure for table glance.images
CREATE TABLE IF NOT EXISTS `images` (
  `id` varchar(36) NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `size` bigint(20) DEFAULT NULL,
  `status` varchar(30) NOT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL,
  `disk_format` varchar(255) DEFAULT NULL,
  `container_format` varchar(255) DEFAULT NULL,
  `checksum` varchar(255) DEFAULT NULL,
  `owner` varchar(255) DEFAULT NULL,
  `min_disk` int(11) NOT NULL,
  `min_ram` int(11) NOT NULL,
  `protected` tinyint(1) NOT NULL DEFAULT 0,
  `virtual_size` bigint(20) DEFAULT NULL,
  `visibility` enum('private','public','shared','community') NOT NULL DEFAULT 'shared',
  `os_hidden` tinyint(1) NOT NULL DEFAULT 0,
  `os_hash_algo` varchar(255) DEFAULT NULL,
  `os_hash_value` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `checksum_image_idx` (`checksum`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.images: ~4 rows (approximately)
INSERT INTO `images` (`id`, `name`, `size`, `status`, `created_at`, `updated_at`, `deleted_at`, `deleted`, `disk_format`, `container_format`, `checksum`, `owner`, `min_disk`, `min_ram`, `protected`, `virtual_size`, `visibility`, `os_hidden`, `os_hash_algo`, `os_hash_value`) VALUES
	('a1b2c3d4-0000-4000-8000-000000000001', 'Ubuntu 20.04; \"golden\", it\'s old', 2147483648, 'deleted', '2023-02-03 04:05:06', '2024-06-01 10:20:30', '2024-06-01 10:20:30', 1, 'qcow2', 'bare', '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'p-images', 0, 0, 0, NULL, 'public', 0, 'sha512', 'abababababababababababababababababababababababababababababababab'),
	('a1b2c3d4-0000-4000-8000-000000000002', 'Ubuntu 22.04', 2147483648, 'active', '2023-02-03 04:05:06', '2023-02-03 04:05:06', NULL, 0, 'qcow2', 'bare', '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'p-images', 0, 0, 0, NULL, 'public', 0, 'sha512', 'abababababababababababababababababababababababababababababababab'),
	('a1b2c3d4-0000-4000-8000-000000000003', 'scratch\\backup', 2147483648, 'deleted', '2023-02-03 04:05:06', '2024-06-01 10:20:30', '2024-06-01 10:20:30', 1, 'qcow2', 'bare', '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'p-lab', 0, 0, 0, NULL, 'private', 0, 'sha512', 'abababababababababababababababababababababababababababababababab'),
	('a1b2c3d4-0000-4000-8000-000000000004', 'build é', 2147483648, 'deleted', '2023-02-03 04:05:06', '2024-06-01 10:20:30', '2024-06-01 10:20:30', 1, 'qcow2', 'bare', '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'p-lab', 0, 0, 0, NULL, 'shared', 0, 'sha512', 'abababababababababababababababababababababababababababababababab');

-- Dumping structure for table glance.task_info
CREATE TABLE IF NOT EXISTS `task_info` (
  `task_id` varchar(255) DEFAULT NULL,
  `input` text DEFAULT NULL,
  `result` text DEFAULT NULL,
  `message` text DEFAULT NULL,
  PRIMARY KEY (`task_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.task_info: ~0 rows (approximately)

-- Dumping structure for table glance.tasks
CREATE TABLE IF NOT EXISTS `tasks` (
  `id` varchar(36) NOT NULL,
  `type` varchar(255) DEFAULT NULL,
  `status` varchar(30) NOT NULL,
  `owner` varchar(255) DEFAULT NULL,
  `expires_at` varchar(255) DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL,
  `image_id` varchar(36) NOT NULL,
  `request_id` varchar(255) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

-- Dumping data for table glance.tasks: ~0 rows (approximately)

/*!40103 SET TIME_ZONE=IFNULL(@OLD_TIME_ZONE, 'system') */;
/*!40101 SET SQL_MODE=IFNULL(@OLD_SQL_MODE, '') */;
/*!40014 SET FOREIGN_KEY_CHECKS=IFNULL(@OLD_FOREIGN_KEY_CHECKS, 1) */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40111 SET SQL_NOTES=IFNULL(@OLD_SQL_NOTES, 1) */;
