-- Events of the database server; they stand in for cron.
USE glance;
SET GLOBAL event_scheduler = ON;
DELIMITER //
CREATE EVENT IF NOT EXISTS purge_deleted
ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01 02:00:00'
DO BEGIN
  DELETE FROM image_locations WHERE deleted = 1 AND deleted_at < NOW() - INTERVAL 90 DAY;
  DELETE FROM images WHERE deleted = 1 AND deleted_at < NOW() - INTERVAL 90 DAY;
END //
DELIMITER ;
